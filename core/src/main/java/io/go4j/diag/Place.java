// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of the program at which goroutines are, or virtual threads that are none.
 *
 * @param state what they do there, or why they wait, in the words of the dump
 * @param function class and method; empty if they have not started
 * @param line file and line; empty if they have not started
 * @param goroutines how many there are
 * @param oldest the lowest id among them; of virtual threads, of a thread
 * @param longestMillis for how long that one has waited that has waited longest, in milliseconds; -1 if that is not known
 * @param longest the id of that one; 0 if that is not known
 */
public record Place(String state, String function, String line, long goroutines, long oldest, long longestMillis, long longest) {
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
         * @param times how many it stands for; 0: it is counted already, by another that stands for it
         */
        public void add(GoroutineInfo g, long times) {
            add(StackGroups.stateOf(g), g, times);
        }

        /**
         * Adds a virtual thread that is no goroutine; the state of its place begins with {@code virtual thread}.
         *
         * @param t the thread
         * @param times how many it stands for
         */
        public void add(VirtualThreadInfo t, long times) {
            add("virtual thread " + t.state(), t.asGoroutine(), times);
        }

        private void add(String state, GoroutineInfo g, long times) {
            List<StackTraceElement> frames = Traceback.visible(g.frames());
            StackTraceElement top = frames.isEmpty() ? null : frames.getFirst();
            Key key = top == null
                    ? new Key(state, "", "")
                    : new Key(state, top.getClassName() + "." + top.getMethodName(), top.getFileName() + ":"
                            + Math.max(0, top.getLineNumber()));
            long millis = g.waited() == null ? -1 : g.waited().toMillis();
            long longest = millis < 0 ? 0 : g.id();
            places.merge(key, new Place(key.state, key.function, key.line, times, g.id(), millis, longest), Place::plus);
        }

        /**
         * Returns the result.
         *
         * @return the places, that with the most goroutines first
         */
        public List<Place> mostFirst() {
            return places.values().stream()
                    .map(Place::atLeastOne)
                    .sorted(Comparator.comparingLong(Place::goroutines).reversed().thenComparingLong(Place::oldest))
                    .toList();
        }
    }

    private Place plus(Place other) {
        boolean longer = other.longestMillis > longestMillis;
        return new Place(
                state,
                function,
                line,
                goroutines + other.goroutines,
                Math.min(oldest, other.oldest),
                longer ? other.longestMillis : longestMillis,
                longer ? other.longest : longest);
    }

    private Place atLeastOne() {
        return goroutines > 0 ? this : new Place(state, function, line, 1, oldest, longestMillis, longest);
    }
}
