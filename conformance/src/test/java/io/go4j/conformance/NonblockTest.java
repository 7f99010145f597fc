// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Received;
import io.go4j.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Go: test/chan/nonblock.go. */
class NonblockTest {
    /** Sends and receives that do not wait fail while nobody is there, and succeed once a partner waits or the buffer allows it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void main(int capacity) {
        Goroutines.run(() -> {
            check(capacity, 123, 234);
            check(capacity, 123_456L, 234_567L);
            check(capacity, true, true);
            check(capacity, "hello", "hello again");
        });
    }

    private static <T> void check(int capacity, T there, T back) {
        var c = Chan.<T>make(capacity);
        var strobe = Chan.<Unit>make();

        assertThat(select(c.receiving().map(v -> true), otherwiseGet(() -> false))).as("nothing was sent").isFalse();
        assertThat(c.poll()).isInstanceOf(Received.Empty.class);

        go(() -> {
            assertThat(c.receive()).isEqualTo(there);
            strobe.send(Unit.UNIT);
        });
        Goroutines.until("a receiver for " + there, () -> select(c.sending(there).map(() -> true), otherwiseGet(() -> false)));
        strobe.receive();

        go(() -> {
            c.send(back);
            strobe.send(Unit.UNIT);
        });
        if (capacity > 0) {
            strobe.receive();
        }
        var got = Chan.<T>make(1);
        Goroutines.until("a sender of " + back, () -> select(c.receiving().map(got::trySend), otherwiseGet(() -> false)));
        assertThat(got.receive()).isEqualTo(back);
        if (capacity == 0) {
            strobe.receive();
        }
    }

    /** The same with {@code trySend} and {@code tryReceive}, go4j's short forms of a select with a default. */
    @Test
    void tries() {
        Goroutines.run(() -> {
            var c = Chan.<String>make(1);
            assertThat(c.tryReceive()).isNull();
            assertThat(c.trySend("one")).isTrue();
            assertThat(c.trySend("two")).isFalse();
            assertThat(c.tryReceive()).isEqualTo("one");
            assertThat(c.tryReceive()).isNull();
        });
    }
}
