// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.otherwiseGet;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Case;
import io.go4j.Chan;
import io.go4j.Select;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chan/select5.go, which generates programs; here the selects are generated. */
class Select5Test {
    /** The shapes of a case. The last four can go on. */
    private enum Shape {
        NIL_RECEIVE, NIL_SEND, EMPTY_RECEIVE, FULL_SEND, VALUE_RECEIVE, CLOSED_RECEIVE, ROOM_SEND, ROOM_SEND_2;

        boolean ready() {
            return compareTo(VALUE_RECEIVE) >= 0;
        }

        boolean sends() {
            return this == NIL_SEND || this == FULL_SEND || this == ROOM_SEND || this == ROOM_SEND_2;
        }
    }

    private final List<Integer> evaluated = new ArrayList<>();

    private Chan<Integer> channel(Shape shape) {
        return switch (shape) {
            case NIL_RECEIVE, NIL_SEND -> Chan.nil();
            case EMPTY_RECEIVE -> Chan.make(1);
            case ROOM_SEND -> Chan.make(1);
            case ROOM_SEND_2 -> Chan.make(2);
            case FULL_SEND, VALUE_RECEIVE -> {
                var c = Chan.<Integer>make(1);
                c.send(-1);
                yield c;
            }
            case CLOSED_RECEIVE -> {
                var c = Chan.<Integer>make(1);
                c.close();
                yield c;
            }
        };
    }

    /**
     * In selects of every mixture of up to three shapes, with and without default: each value to send is asked for once and in source
     * order; a ready
     * case is performed, just one, and nothing else is touched; the default runs only if none is ready.
     */
    @Test
    @Tag("SEL-1")
    @Tag("SEL-4")
    @Tag("SEL-13")
    void main() {
        Goroutines.run(() -> {
            int selects = 0;
            for (int cases = 1; cases <= 3; cases++) {
                int combinations = (int) Math.pow(Shape.values().length, cases);
                for (int n = 0; n < combinations; n++) {
                    List<Shape> shapes = new ArrayList<>();
                    for (int i = 0, rest = n; i < cases; i++, rest /= Shape.values().length) {
                        shapes.add(Shape.values()[rest % Shape.values().length]);
                    }
                    boolean anyReady = shapes.stream().anyMatch(Shape::ready);
                    check(shapes, true);
                    if (anyReady) {
                        check(shapes, false);
                    }
                    selects += anyReady ? 2 : 1;
                }
            }
            assertThat(selects).isGreaterThan(1000);
        });
    }

    private void check(List<Shape> shapes, boolean withDefault) {
        evaluated.clear();
        List<Chan<Integer>> chans = shapes.stream().map(this::channel).toList();
        List<Integer> before = chans.stream().map(Chan::len).toList();
        List<Case<Integer>> cases = new ArrayList<>();
        List<Integer> operands = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            int me = i;
            if (shapes.get(i).sends()) {
                operands.add(me);
                cases.add(chans.get(i).sending(() -> {
                    evaluated.add(me);
                    return me;
                }).map(() -> me));
            } else {
                cases.add(chans.get(i).receiving().map(v -> me));
            }
        }
        if (withDefault) {
            cases.add(operands.size(), otherwiseGet(() -> -1)); // anywhere in the list
        }
        @SuppressWarnings("unchecked")
        Case<Integer>[] array = cases.toArray((Case<Integer>[]) new Case<?>[0]);
        Select<Integer> select = Select.of(array);

        int chosen = select.run();

        assertThat(evaluated).as("%s", shapes).isEqualTo(operands);
        boolean anyReady = shapes.stream().anyMatch(Shape::ready);
        assertThat(chosen >= 0).as("a case of %s, not the default", shapes).isEqualTo(anyReady);
        for (int i = 0; i < shapes.size(); i++) {
            int change = i != chosen || shapes.get(i) == Shape.CLOSED_RECEIVE ? 0 : shapes.get(i).sends() ? 1 : -1;
            assertThat(chans.get(i).len() - before.get(i)).as("%s, case %d", shapes, i).isEqualTo(change);
        }
        if (chosen >= 0) {
            assertThat(shapes.get(chosen).ready()).as("%s of %s", chosen, shapes).isTrue();
            if (shapes.get(chosen).sends()) {
                assertThat(chans.get(chosen).receive()).isEqualTo(chosen);
            }
        }
    }
}
