// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.sync.Pool;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/sync/pool_test.go. There is no switching off the JVM's collector, so what a pool holds is asked for as "at most". */
class PoolTest {
    private int made;

    /** Null is not put; an empty pool without a maker gives null. */
    @Test
    @Tag("PO-2")
    void TestPool() {
        Goroutines.run(() -> {
            var p = new Pool<String>();
            assertThat(p.get()).isNull();
            p.put(null);
            assertThat(p.get()).isNull();
            p.put("a");
            p.put("b");
            List<String> got = new ArrayList<>();
            for (String s = p.get(); s != null; s = p.get()) {
                got.add(s);
            }
            assertThat(List.of("a", "b")).containsAll(got);
        });
    }

    /** What is missing is made. */
    @Test
    @Tag("PO-1")
    void TestPoolNew() {
        Goroutines.run(() -> {
            var p = new Pool<>(() -> ++made);
            assertThat(p.get()).isEqualTo(1);
            assertThat(p.get()).isEqualTo(2);
            p.put(42);
            assertThat(p.get()).isIn(42, 3);
        });
    }

    /** What was taken out again is garbage. */
    @Test
    void TestPoolGC() {
        released(true);
    }

    /** What nobody takes out is garbage after some collections. */
    @Test
    @Tag("PO-4")
    void TestPoolRelease() {
        released(false);
    }

    private static void released(boolean drain) {
        Goroutines.run(() -> {
            var p = new Pool<Object>();
            List<WeakReference<Object>> put = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                var v = new Object();
                p.put(v);
                put.add(new WeakReference<>(v));
            }
            for (int i = 0; drain && i < 100; i++) {
                p.get();
            }
            Goroutines.until("all but one collected", () -> {
                System.gc();
                return put.stream().filter(v -> v.get() != null).count() <= 1;
            });
            p.get();
        });
    }

    /** Ten goroutines put and take; what comes out was put. */
    @Test
    void TestPoolStress() {
        int loops = Goroutines.scaled(10_000);
        Goroutines.run(() -> {
            var p = new Pool<Integer>();
            var done = Chan.<Boolean>make();
            for (int i = 0; i < 10; i++) {
                go(() -> {
                    Integer v = 0;
                    for (int j = 0; j < loops; j++) {
                        p.put(v == null ? Integer.valueOf(0) : v);
                        v = p.get();
                        if (v != null && v != 0) {
                            throw new AssertionError("not put: " + v);
                        }
                    }
                    done.send(true);
                });
            }
            for (int i = 0; i < 10; i++) {
                done.receive();
            }
        });
    }
}
