// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of the program at which goroutines are.
 *
 * @param state what they do there, or why they wait, in the words of the dump
 * @param function class and method; empty if they have not started
 * @param line file and line; empty if they have not started
 * @param goroutines how many there are
 * @param oldest the lowest id among them
 */
public record Place(String state, String function, String line, long goroutines, long oldest) {
    /** Adds goroutines up by place. */
    public static final class Count {
        private record Key(String state, String function, String line) {}

        private final Map<Key, Place> places = new HashMap<>();

        /** Begins with none. */
        public Count() {}

        /**
         * Adds a goroutine.
         *
         * @param g the goroutine
         * @param times how many it stands for
         */
        public void add(GoroutineInfo g, long times) {
            List<StackTraceElement> frames = Traceback.visible(g.frames());
            StackTraceElement top = frames.isEmpty() ? null : frames.getFirst();
            Key key = top == null
                    ? new Key(StackGroups.stateOf(g), "", "")
                    : new Key(StackGroups.stateOf(g), top.getClassName() + "." + top.getMethodName(), top.getFileName() + ":"
                            + Math.max(0, top.getLineNumber()));
            places.merge(key, new Place(key.state, key.function, key.line, times, g.id()), Place::plus);
        }

        /**
         * Returns the result.
         *
         * @return the places, that with the most goroutines first
         */
        public List<Place> mostFirst() {
            return places.values().stream()
                    .sorted(Comparator.comparingLong(Place::goroutines).reversed().thenComparingLong(Place::oldest))
                    .toList();
        }
    }

    private Place plus(Place other) {
        return new Place(state, function, line, goroutines + other.goroutines, Math.min(oldest, other.oldest));
    }
}
