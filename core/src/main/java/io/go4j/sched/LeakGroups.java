// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.timer.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Leaked goroutines that only each other could wake: cycles over channels, and over channels and locks. */
final class LeakGroups {
    /*
     * Nobody holds a channel, so there are no arrows to follow as in WaitsFor. But a goroutine can only wake another one if its stack leads
     * to what that one waits for, and so, by the waiter queued there, to its thread; the collector knows that. Of the leaked ones, all
     * threads but one are let go for a round of Leaks: who is not found then is reached from that one. Two that reach each other are in one
     * group: each waits for something that the other, or one behind it, would do if it went on.
     *
     * It costs a collection for each leaked goroutine, and a second one where anything was reached: a tool of the JVM's that takes a stack
     * trace holds a thread for a moment, and only what was reached both times counts. So there is a limit of time, and groups are complete
     * only if it was enough; what was not asked about is in none.
     *
     * Rejected: to note who used a channel last (a store on each send and receive, and it says nothing of who will); to read the references
     * from stacks by LiveStackFrame, and follow them by reflection (what objects refer to is closed to us).
     */
    private LeakGroups() {}

    /** Asks the collector until {@code end}, a time of {@link Clock}. The thread of a look only. */
    static List<List<Leaks.Suspect>> of(List<Leaks.Suspect> leaked, long end, long patienceNanos) {
        int n = leaked.size();
        Map<Leaks.Suspect, Integer> numbers = new HashMap<>();
        for (int i = 0; i < n; i++) {
            numbers.put(leaked.get(i), i);
        }
        List<BitSet> reached = new ArrayList<>();
        for (int i = 0; i < n && Clock.nanos() < end; i++) {
            BitSet from = reachedFrom(i, leaked, numbers, patienceNanos);
            if (!from.isEmpty()) {
                from.and(reachedFrom(i, leaked, numbers, patienceNanos));
            }
            reached.add(from);
        }
        List<List<Leaks.Suspect>> groups = new ArrayList<>();
        BitSet done = new BitSet();
        for (int i = 0; i < reached.size(); i++) {
            List<Leaks.Suspect> group = new ArrayList<>(List.of(leaked.get(i)));
            for (int j : reached.get(i).stream().toArray()) {
                if (j < reached.size() && reached.get(j).get(i) && !done.get(j)) {
                    group.add(leaked.get(j));
                    done.set(j);
                }
            }
            if (!done.get(i) && group.size() > 1) {
                groups.add(group);
            }
            done.set(i);
        }
        return groups;
    }

    private static BitSet reachedFrom(int i, List<Leaks.Suspect> leaked, Map<Leaks.Suspect, Integer> numbers, long patienceNanos) {
        List<Leaks.Suspect> others = new ArrayList<>(leaked);
        others.remove(i);
        var reached = new BitSet();
        reached.set(0, leaked.size());
        reached.clear(i);
        Looks.close();
        try {
            for (Leaks.Suspect unreached : Leaks.ask(others, patienceNanos)) {
                reached.clear(numbers.getOrDefault(unreached, i));
            }
        } finally {
            Looks.open();
        }
        return reached;
    }
}
