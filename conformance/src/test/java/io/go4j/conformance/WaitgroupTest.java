// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Panic;
import io.go4j.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/sync/waitgroup_test.go. */
class WaitgroupTest {
    private int plain;

    /**
     * 16 goroutines wait at a second group while main waits for them at the first: nobody is let through too soon, and both can be used
     * again.
     */
    @Test
    void TestWaitGroup() {
        Goroutines.run(() -> {
            var first = new WaitGroup();
            var second = new WaitGroup();
            int n = 16;
            for (int round = 0; round < 8; round++) {
                var through = Chan.<Boolean>make(n);
                first.add(n);
                second.add(n);
                for (int i = 0; i < n; i++) {
                    go(() -> {
                        first.done();
                        second.await();
                        through.send(true);
                    });
                }
                first.await();
                for (int i = 0; i < n; i++) {
                    assertThat(through.tryReceive()).as("too soon").isNull();
                    second.done();
                }
                for (int i = 0; i < n; i++) {
                    through.receive();
                }
            }
        });
    }

    /** More done than added panics. */
    @Test
    void TestWaitGroupMisuse() {
        Goroutines.run(() -> {
            var wg = new WaitGroup();
            wg.add(1);
            wg.done();
            assertThatThrownBy(wg::done).isInstanceOf(Panic.class).hasMessage("sync: negative WaitGroup counter");
        });
    }

    /** await returns only when both goroutines have done their work. */
    @Test
    void TestWaitGroupRace() {
        Goroutines.run(() -> {
            for (int i = 0; i < Goroutines.scaled(1000); i++) {
                var wg = new WaitGroup();
                var n = new AtomicInteger();
                for (int j = 0; j < 2; j++) {
                    wg.add(1);
                    go(() -> {
                        n.incrementAndGet();
                        wg.done();
                    });
                }
                wg.await();
                assertThat(n).hasValue(2);
            }
        });
    }

    /** What the group's goroutine did, in plain variables too, is seen after await; goexit counts as done. */
    @Test
    @Tag("GEX-7")
    void TestWaitGroupGo() {
        Goroutines.run(() -> {
            var wg = new WaitGroup();
            wg.go(() -> plain++);
            wg.await();
            assertThat(plain).isEqualTo(1);
            wg.go(() -> {
                plain++;
                goexit();
            });
            wg.await();
            assertThat(plain).isEqualTo(2);
        });
    }

    /** A panic in a goroutine of the group ends the program; the group is not told that the work is done. */
    @Test
    @Tag("go4j-run")
    void TestIssue76126() {
        Program p = Program.run("WaitGroupGoPanic");
        assertThat(p.stderr()).startsWith("panic: test\n").doesNotContain("await returned");
        assertThat(p.status()).isEqualTo(2);
    }
}
