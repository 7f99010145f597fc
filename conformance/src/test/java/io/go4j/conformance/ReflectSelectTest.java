// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.otherwiseGet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Case;
import io.go4j.Chan;
import io.go4j.Panic;
import io.go4j.Received;
import io.go4j.Select;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/reflect/all_test.go, the tests of selects that are built while the program runs. */
class ReflectSelectTest {
    /** Goes through all sequences of choices, like an odometer. */
    private static final class Choices {
        private final List<int[]> wheels = new ArrayList<>(); // chosen, of how many
        private int at;
        private boolean begun;

        /** Moves on to the next sequence; false after the last. */
        boolean next() {
            if (!begun) {
                begun = true;
                return true;
            }
            at = 0;
            while (!wheels.isEmpty() && wheels.getLast()[0] + 1 == wheels.getLast()[1]) {
                wheels.removeLast();
            }
            if (wheels.isEmpty()) {
                return false;
            }
            wheels.getLast()[0]++;
            return true;
        }

        int choose(int of) {
            if (at == wheels.size()) {
                wheels.add(new int[] {0, of});
            }
            return wheels.get(at++)[0];
        }

        boolean maybe() {
            return choose(2) == 1;
        }
    }

    /** A case with what is known of it. It yields itself and what it received. */
    private static final class Known {
        final String what;
        Case<Outcome> given;
        boolean canBeChosen;
        boolean panics;
        boolean receives;
        Integer value; // what it must receive; null: closed
        Runnable helper; // makes it ready

        Known(String what) {
            this.what = what;
        }

        @Override
        public String toString() {
            return what + (canBeChosen ? " (can be chosen)" : "");
        }
    }

    private record Outcome(Known chosen, Integer received) {}

    private static Known sending(String what, Chan<Integer> c, int value) {
        var k = new Known(what);
        k.given = c.sending(value).map(() -> new Outcome(k, null));
        return k;
    }

    private static Known receiving(String what, Chan<Integer> c, Integer value) {
        var k = new Known(what);
        k.receives = true;
        k.value = value;
        k.given = c.receiving().map(v -> new Outcome(k, v));
        return k;
    }

    /** Adds cases as the choices say. */
    private static List<Known> cases(Choices x) {
        List<Known> cases = new ArrayList<>();
        if (x.maybe()) {
            Known k = sending("ready send", Chan.make(1), 1);
            k.canBeChosen = true;
            cases.add(k);
        }
        if (x.maybe()) {
            var c = Chan.<Integer>make(1);
            c.send(2);
            Known k = receiving("ready receive", c, 2);
            k.canBeChosen = true;
            cases.add(k);
        }
        if (x.maybe()) {
            var c = Chan.<Integer>make();
            Known k = sending("blocking send", c, 3);
            k.helper = x.maybe() ? c::receive : null;
            cases.add(k);
        }
        if (x.maybe()) {
            var c = Chan.<Integer>make();
            Known k = receiving("blocking receive", c, 4);
            k.helper = x.maybe() ? () -> c.send(4) : null;
            cases.add(k);
        }
        if (x.maybe()) {
            Known k = sending("send switched off", Chan.make(1), 5);
            k.given = k.given.when(false);
            cases.add(k);
        }
        if (x.maybe()) {
            var closed = Chan.<Integer>make();
            closed.close();
            Known k = receiving("receive switched off", closed, 6);
            k.given = k.given.when(false);
            cases.add(k);
        }
        if (x.maybe()) {
            cases.add(sending("nil send", Chan.nil(), 7));
        }
        if (x.maybe()) {
            cases.add(receiving("nil receive", Chan.nil(), 8));
        }
        if (x.maybe()) {
            var closed = Chan.<Integer>make();
            closed.close();
            Known k = sending("send on closed", closed, 9);
            k.canBeChosen = true;
            k.panics = true;
            cases.add(k);
        }
        if (x.maybe()) {
            var closed = Chan.<Integer>make();
            closed.close();
            Known k = receiving("receive from closed", closed, null);
            k.canBeChosen = true;
            cases.add(k);
        }
        return cases;
    }

    @SuppressWarnings("unchecked")
    private static Select<Outcome> select(List<Known> cases) {
        return Select.of(cases.stream().map(k -> k.given).toArray(n -> (Case<Outcome>[]) new Case<?>[n]));
    }

    /**
     * Selects of all mixtures of ready, blocking, nil, switched-off and closed cases, with and without default, in changing order: what
     * is chosen is one
     * that a model says can be chosen, and it does what it should.
     */
    @Test
    @Tag("SEL-5")
    @Tag("SEL-15")
    void TestSelect() {
        Goroutines.run(() -> {
            var x = new Choices();
            for (int n = 0; n < Goroutines.scaled(10_000) && x.next(); n++) {
                check(x);
            }
        });
    }

    private static void check(Choices x) {
        List<Known> cases = cases(x);
        boolean canProceed = cases.stream().anyMatch(k -> k.canBeChosen || k.helper != null);
        boolean ready = cases.stream().anyMatch(k -> k.canBeChosen);
        if (!canProceed || x.maybe()) {
            var k = new Known("default");
            k.given = otherwiseGet(() -> new Outcome(k, null));
            k.canBeChosen = !ready;
            cases.add(k);
        } else if (!ready) {
            List<Known> helped = cases.stream().filter(k -> k.helper != null).toList();
            Known k = helped.get(x.choose(helped.size()));
            k.canBeChosen = true;
            Timer.afterFunc(Duration.ofNanos(50_000), k.helper); // so that the select blocks before, most times
        }
        Collections.swap(cases, x.choose(cases.size()), x.choose(cases.size()));

        Outcome outcome;
        try {
            outcome = select(cases).run();
        } catch (Panic p) {
            assertThat(p).hasMessage("send on closed channel");
            assertThat(cases).as("panic").anyMatch(k -> k.panics);
            return;
        }
        Known chosen = outcome.chosen();
        assertThat(chosen.canBeChosen).as("%s chosen of %s", chosen, cases).isTrue();
        assertThat(chosen.panics).as("%s chosen of %s", chosen, cases).isFalse();
        if (chosen.receives) {
            assertThat(Objects.equals(outcome.received(), chosen.value)).as("%s received %s", chosen, outcome.received()).isTrue();
        }
    }

    /** A select may have 65536 cases. (Go allows no more; go4j has no limit.) */
    @Test
    @Tag("SEL-15")
    void TestSelectMaxCases() {
        Goroutines.run(() -> {
            var closed = Chan.<Integer>make();
            closed.close();
            List<Known> cases = new ArrayList<>();
            for (int i = 0; i < 65_536; i++) {
                cases.add(receiving("closed", closed, null));
            }
            assertThat(select(cases).run().received()).isNull();
        });
    }

    /** A select of nothing but a default takes it. Two defaults are refused. */
    @Test
    @Tag("SEL-9")
    @Tag("SEL-15")
    void TestSelectNop() {
        assertThat(Select.of(otherwiseGet(() -> 1)).run()).isEqualTo(1);
        assertThatThrownBy(() -> Select.of(otherwiseGet(() -> 1), otherwiseGet(() -> 2))).isInstanceOf(IllegalArgumentException.class);
    }

    /** The operations of a channel that report instead of blocking. */
    @Test
    @Tag("CH-15")
    void TestChan() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make(1);
            assertThat(c.poll()).isEqualTo(new Received.Empty<Integer>());
            c.send(4);
            assertThat(c.poll()).isEqualTo(new Received.Value<>(4));
            c.send(100);
            assertThat(c.trySend(5)).isFalse();
            assertThat(c.receive()).isEqualTo(100);
            assertThat(c.trySend(6)).isTrue();
            assertThat(c.receive()).isEqualTo(6);
            c.send(123);
            c.close();
            assertThat(c.poll()).isEqualTo(new Received.Value<>(123));
            assertThat(c.poll()).isEqualTo(new Received.Closed<Integer>());

            var unbuffered = Chan.<Integer>make();
            assertThat(unbuffered.trySend(7)).isFalse();
            assertThat(unbuffered.poll()).isEqualTo(new Received.Empty<Integer>());
            assertThat(unbuffered.trySend(8, Duration.ofMillis(1))).isFalse();
            assertThat(unbuffered.poll(Duration.ofMillis(1))).isEqualTo(new Received.Empty<Integer>());

            assertThat(c.len()).isZero();
            assertThat(c.cap()).isEqualTo(1);
        });
    }
}
