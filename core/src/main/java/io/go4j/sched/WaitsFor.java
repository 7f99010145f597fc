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
     * For our own locks: G.blockedOn and Holder. For those of the JDK: what the thread told LockSupport, and Locks. For channels there are
     * no arrows: LeakGroups asks the collector, and what it last found stays in `groups` for dumps, as `(leaked)` stays in the records.
     */
    private static volatile List<List<Leaks.Suspect>> groups = List.of();

    /** By who waits: what was seen when the last look for leaks began. An arrow holds on as long as who waits there is leaked. */
    private static volatile Map<Long, Arrow> beforeLook = Map.of();

    private WaitsFor() {}

    /** One goroutine waits for what another holds. */
    private record Arrow(G from, long fromId, G to, long toId, String lock) {}

    /** Returns the cycles over locks. Any thread. */
    public static List<WaitCycle> cycles() {
        return named(cycles(arrows()));
    }

    /** Returns the arrows, each by who waits there. Any thread. */
    private static Map<Long, Arrow> arrows() {
        boolean entered = Looks.enter();
        try {
            return seen();
        } finally {
            Looks.leave(entered);
        }
    }

    private static Map<Long, Arrow> seen() {
        Map<Long, Arrow> arrows = read();
        if (!arrows.isEmpty()) {
            Map<Long, Arrow> again = read();
            arrows.values().removeIf(a -> !a.equals(again.get(a.fromId)));
        }
        for (Arrow a : beforeLook.values()) {
            if (a.from.id == a.fromId && a.from.leakedId == a.fromId) {
                arrows.putIfAbsent(a.fromId, a);
            }
        }
        return arrows;
    }

    /** A look for leaks begins. It clears weak references to what is leaked, and with that, whose lock somebody waits for. */
    static void remember() {
        beforeLook = seen();
    }

    /**
     * Returns the cycles over locks, and the groups of leaked goroutines that {@link #look} found, if all of one still wait. Any thread.
     */
    public static List<WaitCycle> known() {
        Map<Long, Arrow> arrows = arrows();
        List<WaitCycle> known = named(cycles(arrows));
        Set<Long> inCycles = new HashSet<>();
        known.forEach(c -> c.links().forEach(l -> inCycles.add(l.goroutine().id())));
        for (List<Leaks.Suspect> group : groups) {
            WaitCycle named = group.stream().allMatch(s -> inCycles.contains(s.id())) ? null : nameGroup(group, arrows);
            if (named != null) {
                known.add(named);
            }
        }
        return known;
    }

    /**
     * Asks the collector for groups of leaked goroutines that only each other could wake: {@link Leaks#groups}. Any thread.
     *
     * @return these, and the cycles over locks
     * @throws UnsupportedOperationException if this JVM cannot tell; the message says why
     */
    public static List<WaitCycle> look(long nanos, int most, long patienceNanos) {
        return Looks.run(() -> {
            groups = Leaks.groups(nanos, most, patienceNanos);
            return known();
        });
    }

    /** Who waits for a lock of which is known who holds it is told that; of all others is only known that somebody of the group could. */
    private static @Nullable WaitCycle nameGroup(List<Leaks.Suspect> group, Map<Long, Arrow> arrows) {
        List<Leaks.Suspect> byId = new ArrayList<>(group);
        byId.sort((a, b) -> Long.compare(a.id(), b.id()));
        List<WaitCycle.Link> links = new ArrayList<>();
        for (int i = 0; i < byId.size(); i++) {
            Leaks.Suspect s = byId.get(i);
            GoroutineInfo info = World.of(s.g());
            if (info == null || info.id() != s.id() || !info.leaked()) {
                return null;
            }
            Arrow lock = arrows.get(s.id());
            links.add(lock != null
                    ? new WaitCycle.Link(info, lock.lock, lock.toId, true)
                    : new WaitCycle.Link(info, info.waitReason().toString(), byId.get((i + 1) % byId.size()).id(), false));
        }
        return new WaitCycle(links);
    }

    private static List<WaitCycle> named(List<List<Arrow>> cycles) {
        List<WaitCycle> named = new ArrayList<>();
        for (List<Arrow> cycle : cycles) {
            WaitCycle one = name(cycle);
            if (one != null) {
                named.add(one);
            }
        }
        return named;
    }

    private static @Nullable WaitCycle name(List<Arrow> cycle) {
        List<WaitCycle.Link> links = new ArrayList<>();
        for (Arrow a : cycle) {
            GoroutineInfo info = World.of(a.from);
            if (info == null || info.id() != a.fromId) {
                return null;
            }
            links.add(new WaitCycle.Link(info, a.lock, a.toId, true));
        }
        return new WaitCycle(links);
    }

    /** Everybody runs meanwhile. While no round of a look is under way. */
    private static Map<Long, Arrow> read() {
        List<G> live = AllGs.live();
        Map<Long, Arrow> arrows = new HashMap<>();
        ownLocks(live, arrows);
        if (Carrier.FULL) {
            javaLocks(live, arrows);
        }
        return arrows;
    }

    private static List<List<Arrow>> cycles(Map<Long, Arrow> arrows) {
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
        cycles.sort((a, b) -> Long.compare(a.getFirst().fromId, b.getFirst().fromId));
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
            if (g.blockedOn != null && g.waitNow() != null) {
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
        Map<G, Object> waiting = new HashMap<>();
        for (G g : live) {
            Thread t = g.waitNow() == null ? waitingThread(g) : null;
            Object on = t == null ? null : LockSupport.getBlocker(t);
            if (on != null && Locks.ownerOf(on) != null) {
                waiting.put(g, on);
            }
        }
        if (waiting.isEmpty()) {
            return; // as nearly always; of a million, nobody wants a map
        }
        Map<Thread, G> byThread = new HashMap<>();
        for (G g : live) {
            Thread t = waitingThread(g); // who runs is in no cycle
            if (t != null) {
                byThread.put(t, g);
            }
        }
        waiting.forEach((g, on) -> {
            Thread owner = Locks.ownerOf(on);
            G to = owner == null ? null : byThread.get(owner);
            if (to != null) {
                String what = on.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(on));
                arrows.put(g.id, new Arrow(g, g.id, to, to.id, what));
            }
        });
    }

    private static @Nullable Thread waitingThread(G g) {
        Stack s = g.stack;
        Thread t = s == null ? null : s.kept;
        return t != null && Carrier.isWaiting(t) ? t : null;
    }
}
