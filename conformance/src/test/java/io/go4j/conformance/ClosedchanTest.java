// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Panic;
import io.go4j.Received;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/closedchan.go. */
class ClosedchanTest {
    /** One way to use a channel. */
    private interface Ops {
        void send(int v);

        boolean trySend(int v);

        /** The value; empty if closed. */
        Optional<Integer> receive();

        Received<Integer> poll();
    }

    private record Plain(Chan<Integer> c) implements Ops {
        @Override
        public void send(int v) {
            c.send(v);
        }

        @Override
        public boolean trySend(int v) {
            return c.trySend(v);
        }

        @Override
        public Optional<Integer> receive() {
            return Optional.ofNullable(c.receive());
        }

        @Override
        public Received<Integer> poll() {
            return c.poll();
        }
    }

    private record OneCase(Chan<Integer> c) implements Ops {
        @Override
        public void send(int v) {
            select(c.sending(v));
        }

        @Override
        public boolean trySend(int v) {
            return select(otherwiseGet(() -> false), c.sending(v).map(() -> true));
        }

        @Override
        public Optional<Integer> receive() {
            return select(c.receiving().map(Optional::ofNullable));
        }

        @Override
        public Received<Integer> poll() {
            return select(otherwiseGet(Received.Empty::new), c.receiving().map(ClosedchanTest::received));
        }
    }

    private record ManyCases(Chan<Integer> c) implements Ops {
        private static final Chan<Integer> DUMMY = Chan.make();

        private static <T> T unreachable() {
            throw new AssertionError("nobody sends there");
        }

        @Override
        public void send(int v) {
            select(c.onSend(v, () -> {}), DUMMY.onReceive(u -> unreachable()), Chan.<Integer>nil().onReceive(u -> unreachable()));
        }

        @Override
        public boolean trySend(int v) {
            return select(otherwiseGet(() -> false), DUMMY.receiving().map(u -> unreachable()), c.sending(v).map(() -> true));
        }

        @Override
        public Optional<Integer> receive() {
            return select(DUMMY.receiving().map(u -> unreachable()), c.receiving().map(Optional::ofNullable));
        }

        @Override
        public Received<Integer> poll() {
            return select(
                    DUMMY.receiving().map(u -> unreachable()),
                    otherwiseGet(() -> new Received.Empty<Integer>()),
                    c.receiving().map(ClosedchanTest::received));
        }
    }

    private static Received<Integer> received(Integer v) {
        return v == null ? new Received.Closed<>() : new Received.Value<>(v);
    }

    private static final List<Function<Chan<Integer>, Ops>> WAYS = List.of(Plain::new, OneCase::new, ManyCases::new);

    private static void checkDrained(Ops c) {
        for (int i = 0; i < 3; i++) {
            assertThat(c.receive()).as("%s", c).isEmpty();
            assertThat(c.poll()).as("%s", c).isInstanceOf(Received.Closed.class);
        }
        assertThatThrownBy(() -> c.trySend(1)).as("%s", c).isInstanceOf(Panic.class).hasMessage("send on closed channel");
        assertThat(c.receive()).as("the value was thrown away").isEmpty();
        assertThatThrownBy(() -> c.send(2)).as("%s", c).isInstanceOf(Panic.class).hasMessage("send on closed channel");
        assertThat(c.receive()).as("the value was thrown away").isEmpty();
    }

    private static Chan<Integer> closed(int... buffered) {
        var c = Chan.<Integer>make(buffered.length == 0 ? 0 : 2);
        for (int v : buffered) {
            c.send(v);
        }
        c.close();
        return c;
    }

    /**
     * A closed and drained channel says "closed" at once, always, whether asked directly or in selects of 1, 2 and 3 cases; sends on it
     * panic.
     */
    @Test
    @Tag("CH-9")
    @Tag("CH-16")
    @Tag("SEL-7")
    void test1() {
        Goroutines.run(() -> WAYS.forEach(way -> checkDrained(way.apply(closed()))));
    }

    /** What was buffered before the close is still received, by each kind of receive. */
    @Test
    @Tag("CH-17")
    @Tag("CH-22")
    void testasync() {
        Goroutines.run(() -> {
            for (Function<Chan<Integer>, Ops> way : WAYS) {
                Ops c = way.apply(closed(1));
                assertThat(c.receive()).contains(1);
                checkDrained(c);
                c = way.apply(closed(1));
                assertThat(c.poll()).isEqualTo(new Received.Value<>(1));
                checkDrained(c);
            }
        });
    }

    /** Closing nil, and closing twice, panics. */
    @Test
    @Tag("CH-20")
    void closePanics() {
        Goroutines.run(() -> {
            assertThatThrownBy(() -> Chan.nil().close()).isInstanceOf(Panic.class).hasMessage("close of nil channel");
            assertThatThrownBy(() -> closed().close()).isInstanceOf(Panic.class).hasMessage("close of closed channel");
        });
    }
}
