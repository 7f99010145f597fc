// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.Locks;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.WaitCycle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Who waits for a lock that whom holds; the cycles in that. */
public final class WaitsFor {
    /*
     * A goroutine waits for one lock at a time, so from each leads at most one arrow, and a cycle is found by following the arrows. They
     * are read while everybody runs: a lock may change hands between two of them. So they are read twice, and only what was there both
     * times counts. A goroutine that waits for a lock does nothing else until it has it, and one that is in a cycle will not have it.
     *
     * For our own locks: G.blockedOn and Holder. For those of the JDK: what the thread told LockSupport, and Locks.
     */
    private WaitsFor() {}

    /** One goroutine waits for what another holds. */
    private record Arrow(G from, long fromId, G to, long toId, String lock) {}

    /**
     * Returns the cycles. Any thread.
     *
     * @param javaLocks whether to look at the locks of {@code java.util.concurrent.locks} too
     */
    public static List<WaitCycle> cycles(boolean javaLocks) {
        List<List<Arrow>> once = find(javaLocks);
        if (once.isEmpty()) {
            return List.of();
        }
        Set<Arrow> again = new HashSet<>();
        find(javaLocks).forEach(again::addAll);
        List<WaitCycle> cycles = new ArrayList<>();
        for (List<Arrow> cycle : once) {
            WaitCycle named = again.containsAll(cycle) ? name(cycle) : null;
            if (named != null) {
                cycles.add(named);
            }
        }
        return cycles;
    }

    private static @Nullable WaitCycle name(List<Arrow> cycle) {
        List<WaitCycle.Link> links = new ArrayList<>();
        for (Arrow a : cycle) {
            GoroutineInfo info = World.of(a.from);
            if (info == null || info.id() != a.fromId) {
                return null;
            }
            links.add(new WaitCycle.Link(info, a.lock, a.toId));
        }
        return new WaitCycle(links);
    }

    private static List<List<Arrow>> find(boolean javaLocks) {
        List<G> live = AllGs.live();
        Map<Long, Arrow> arrows = new HashMap<>();
        ownLocks(live, arrows);
        if (javaLocks && Carrier.FULL) {
            javaLocks(live, arrows);
        }
        List<List<Arrow>> cycles = new ArrayList<>();
        Set<Long> done = new HashSet<>();
        for (Arrow first : arrows.values()) {
            List<Arrow> path = new ArrayList<>();
            Arrow a = first;
            while (a != null && done.add(a.fromId)) {
                path.add(a);
                a = arrows.get(a.toId);
            }
            int start = a == null ? -1 : path.indexOf(a);
            if (start >= 0) {
                cycles.add(fromSmallest(path.subList(start, path.size())));
            }
        }
        return cycles;
    }

    private static List<Arrow> fromSmallest(List<Arrow> cycle) {
        int smallest = 0;
        for (int i = 1; i < cycle.size(); i++) {
            if (cycle.get(i).fromId < cycle.get(smallest).fromId) {
                smallest = i;
            }
        }
        List<Arrow> turned = new ArrayList<>(cycle.subList(smallest, cycle.size()));
        turned.addAll(cycle.subList(0, smallest));
        return turned;
    }

    private static void ownLocks(List<G> live, Map<Long, Arrow> arrows) {
        Map<Long, G> byMark = new HashMap<>();
        List<G> waiting = new ArrayList<>();
        for (G g : live) {
            if (g.blockedOn != null && g.statusNow() == G.WAITING) {
                waiting.add(g);
            }
        }
        if (waiting.isEmpty()) {
            return;
        }
        live.forEach(g -> byMark.put(Holder.mark(g), g));
        byMark.remove(Holder.NOBODY);
        for (G g : waiting) {
            long id = g.id;
            Holder on = g.blockedOn;
            G to = on == null ? null : byMark.get(on.markOfHolder());
            if (on != null && to != null) {
                arrows.put(id, new Arrow(g, id, to, to.id, on.what));
            }
        }
    }

    /** Only those who run our goroutines are known, and only what has an owner; who holds a monitor, the JDK does not tell. */
    private static void javaLocks(List<G> live, Map<Long, Arrow> arrows) {
        Map<Thread, G> byThread = new HashMap<>();
        for (G g : live) {
            Stack s = g.stack;
            Thread t = s == null ? null : s.kept;
            if (t != null && Carrier.isWaiting(t)) { // who runs is in no cycle
                byThread.put(t, g);
            }
        }
        byThread.forEach((t, g) -> {
            Object on = g.statusNow() == G.RUNNING ? LockSupport.getBlocker(t) : null;
            Thread owner = on == null ? null : Locks.ownerOf(on);
            G to = owner == null ? null : byThread.get(owner);
            if (on != null && to != null) {
                String what = on.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(on));
                arrows.put(g.id, new Arrow(g, g.id, to, to.id, what));
            }
        });
    }
}
