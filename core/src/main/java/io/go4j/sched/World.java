// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.StackTable;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.MachineInfo;
import io.go4j.diag.WaitReason;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Takes snapshots: from live goroutines to the records of {@code diag}. Nobody is stopped; each goroutine is seen at its own instant. */
public final class World {
    private World() {}

    /** Returns the user's goroutines: the caller's first, if it is one, then by age. */
    public static List<GoroutineInfo> goroutines() {
        Walk walk = walk();
        var stacks = new StackTable();
        List<GoroutineInfo> all = new ArrayList<>(walk.size());
        for (int i = 0; i < walk.size(); i++) {
            GoroutineInfo info = walk.at(i, stacks);
            if (info != null) {
                all.add(info);
            }
        }
        int others = walk.startsWithCaller() && !all.isEmpty() ? 1 : 0;
        all.subList(others, all.size()).sort((a, b) -> Long.compare(a.id(), b.id()));
        return all;
    }

    /** Returns the means to look at the user's goroutines one at a time: there may be too many to keep all of their stacks. Any thread. */
    public static Walk walk() {
        G me = Sched.currentG();
        List<G> live = AllGs.live();
        List<G> gs = new ArrayList<>(live.size());
        if (me != null) {
            gs.add(me);
        }
        for (G g : live) {
            if (g != me && !g.isSystem()) {
                gs.add(g);
            }
        }
        return new Walk(gs, me != null, null);
    }

    /** Looks for leaks, and returns the means to look at those that were found. Any thread. */
    public static Walk walkLeaked() {
        List<Leaks.Suspect> found = Leaks.find();
        return new Walk(found.stream().map(Leaks.Suspect::g).toList(), false, found.stream().mapToLong(Leaks.Suspect::id).toArray());
    }

    /** Returns how many leaked goroutines the last look found that are still there. Any thread. */
    public static int countLeaked() {
        return (int) AllGs.live().stream().filter(g -> g.leakedId != 0 && g.leakedId == g.id).count();
    }

    /** The goroutines that there were at one moment, each of them to be seen when it is asked for. Any number of threads may do so. */
    public static final class Walk {
        private final List<G> gs;
        private final boolean startsWithCaller;

        /** Their ids, where only these are meant; their records may serve others by now. */
        private final long @Nullable [] ids;

        private Walk(List<G> gs, boolean startsWithCaller, long @Nullable [] ids) {
            this.gs = gs;
            this.startsWithCaller = startsWithCaller;
            this.ids = ids;
        }

        /** Returns how many there were. */
        public int size() {
            return gs.size();
        }

        /** Returns whether the first is the goroutine that began the walk. */
        public boolean startsWithCaller() {
            return startsWithCaller;
        }

        /** Returns which of them left the processors first, longest ago first: among those that wait, those that have waited longest. */
        public int[] longestAway(int atMost) {
            record Away(int i, Duration since) {}
            var longest = new PriorityQueue<Away>(Comparator.comparing(Away::since));
            for (int i = 0; i < gs.size(); i++) {
                Duration since = isQueued(gs.get(i)) ? null : waited(gs.get(i));
                if (since != null) {
                    longest.add(new Away(i, since));
                    if (longest.size() > atMost) {
                        longest.remove();
                    }
                }
            }
            return longest.stream().sorted(Comparator.comparing(Away::since).reversed()).mapToInt(Away::i).toArray();
        }

        /** Returns one of them as it is now; null if it has ended. */
        public @Nullable GoroutineInfo at(int i) {
            return meant(i, of(gs.get(i)));
        }

        /** The same; if its stack is equal to one that {@code stacks} has seen, it is the same list. For who looks at many of them. */
        public @Nullable GoroutineInfo at(int i, StackTable stacks) {
            return meant(i, of(gs.get(i), stacks));
        }

        private @Nullable GoroutineInfo meant(int i, @Nullable GoroutineInfo info) {
            return info == null || ids == null || info.id() == ids[i] ? info : null;
        }
    }

    /**
     * Looks for leaks, and returns those that were found, by id. Any thread.
     *
     * @throws UnsupportedOperationException if this JVM cannot tell; the message says why
     */
    public static List<GoroutineInfo> findLeaked() {
        Walk walk = walkLeaked();
        var stacks = new StackTable();
        List<GoroutineInfo> leaked = new ArrayList<>();
        for (int i = 0; i < walk.size(); i++) {
            GoroutineInfo info = walk.at(i, stacks);
            if (info != null && info.leaked()) {
                leaked.add(info);
            }
        }
        leaked.sort((a, b) -> Long.compare(a.id(), b.id()));
        return leaked;
    }

    /** Returns one goroutine; null if it has ended, or its record serves another one by now. */
    public static @Nullable GoroutineInfo of(G g) {
        return of(g, null);
    }

    private static @Nullable GoroutineInfo of(G g, @Nullable StackTable stacks) {
        boolean entered = Looks.enter();
        try {
            return seen(g, stacks);
        } finally {
            Looks.leave(entered);
        }
    }

    private static @Nullable GoroutineInfo seen(G g, @Nullable StackTable stacks) {
        long id = g.id;
        int status = g.statusNow();
        if (status == G.DEAD) {
            return null;
        }
        Wait call = g.waitNow();
        WaitReason reason = call == null ? WaitReason.NONE : call.reason();
        String name = g.name;
        int created = g.createdAt;
        var labels = Sched.labelsOf(g);
        StackTraceElement site = g.site;
        long parent = g.parentId;
        long root = g.rootThread;
        List<StackTraceElement> frames = frames(g, stacks);
        if (g.id != id || g.statusNow() == G.DEAD) {
            return null;
        }
        boolean queued = isQueued(g);
        boolean waiting = call != null && !queued && call.isPending();
        if (call == null && status == G.STARTED && !queued && isUnmounted(g)) { // it waits for something of the JDK's
            reason = isAtMonitor(g) ? WaitReason.JAVA_MONITOR_ENTER : foreignReason(frames); // no frame tells of a monitor
            waiting = reason != WaitReason.NONE;
        }
        M m = status == G.STARTED && !queued && !waiting ? machineOf(g) : null;
        P p = m == null ? null : m.heldOrNull();
        boolean inSyscall = m != null && isInSyscall(g, m);
        Stack s = g.stack;
        Duration waited = waiting ? waited(g) : null;
        return new GoroutineInfo(
                id,
                name,
                inSyscall ? GoroutineStatus.SYSCALL : statusOf(status, queued, waiting),
                waiting ? reason : WaitReason.NONE,
                labels,
                frames,
                site,
                parent,
                root,
                g.isSystem(),
                s != null && s.lockedTo() != null,
                p != null && p.surplus && p.watch.isHog() && !inSyscall,
                waiting && g.leakedId == id,
                Ticks.since(created),
                waited);
    }

    /** Returns for how long {@code g}, which waits, does so; null if that is not known. */
    private static @Nullable Duration waited(G g) {
        Stack s = g.stack;
        return s == null ? null : Ticks.since(s.leftAt());
    }

    /** Returns what each machine does; none in portable mode. Any thread. */
    public static List<MachineInfo> machines() {
        List<MachineInfo> all = new ArrayList<>();
        boolean entered = Looks.enter();
        try {
            for (M m : Carrier.FULL ? Machines.all() : List.<M>of()) {
                all.add(of(m));
            }
        } finally {
            Looks.leave(entered);
        }
        return all;
    }

    private static MachineInfo of(M m) {
        P p = m.heldOrNull();
        G g = m.curg;
        Thread t = g == null ? null : g.threadNow();
        boolean runs = g != null && t != null && g.statusNow() == G.STARTED && g.waitNow() == null;
        return new MachineInfo(
                m.id,
                p == null || p.surplus ? -1 : p.id,
                runs && g != null ? g.id : 0,
                runs && t != null ? t.threadId() : 0,
                runs && g != null ? Sched.labelsOf(g) : Map.of());
    }

    /** Returns the machine on which {@code g} is mounted at the moment, null if on none. */
    static @Nullable M machineOf(G g) {
        Thread t = g.threadNow();
        return t != null && Carrier.FULL && Carrier.carrierOf(t) instanceof M m ? m : null;
    }

    private static boolean isInSyscall(G g, M m) {
        return !isCaller(g) && m.isBlocking();
    }

    private static boolean isCaller(G g) {
        WeakReference<Thread> ref = g.thread;
        return ref != null && ref.refersTo(Thread.currentThread());
    }

    /** Returns what {@code g} does, if it is still the goroutine {@code id}. */
    public static GoroutineStatus status(G g, long id) {
        boolean entered = Looks.enter();
        try {
            return seenStatus(g, id);
        } finally {
            Looks.leave(entered);
        }
    }

    private static GoroutineStatus seenStatus(G g, long id) {
        int status = g.statusNow();
        boolean queued = isQueued(g);
        Wait call = g.waitNow();
        boolean waiting = !queued && (call != null ? call.isPending() : status == G.STARTED && isUnmounted(g));
        M m = status == G.STARTED && !queued && !waiting ? machineOf(g) : null;
        GoroutineStatus known = m != null && isInSyscall(g, m) ? GoroutineStatus.SYSCALL : statusOf(status, queued, waiting);
        return g.id != id ? GoroutineStatus.DEAD : known;
    }

    /** Returns why {@code g} waits, if it is still the goroutine {@code id}. */
    public static WaitReason waitReason(G g, long id) {
        Wait call = g.waitNow();
        boolean atDoor = call != null && !isQueued(g) && call.isPending();
        GoroutineInfo info = atDoor ? null : of(g);
        WaitReason reason = info != null ? info.waitReason() : call == null ? WaitReason.NONE : call.reason();
        return g.id == id && (info == null || info.id() == id) ? reason : WaitReason.NONE;
    }

    private static boolean isQueued(G g) {
        Stack s = g.stack;
        return s != null && s.queued;
    }

    private static boolean isUnmounted(G g) {
        Thread t = g.threadNow();
        return t != null && Carrier.isWaiting(t);
    }

    private static boolean isAtMonitor(G g) {
        Thread t = g.threadNow();
        return t != null && Carrier.isAtMonitor(t);
    }

    private static GoroutineStatus statusOf(int status, boolean queued, boolean waiting) {
        if (status == G.DEAD) {
            return GoroutineStatus.DEAD;
        }
        if (waiting) {
            return GoroutineStatus.WAITING;
        }
        return queued || status == G.NEW ? GoroutineStatus.RUNNABLE : GoroutineStatus.RUNNING;
    }

    private static List<StackTraceElement> frames(G g, @Nullable StackTable stacks) {
        Thread t = g.threadNow();
        if (t == null) {
            return List.of();
        }
        if (stacks != null && t != Thread.currentThread()) {
            return stacks.of(t);
        }
        List<StackTraceElement> frames = List.of(t.getStackTrace());
        return t == Thread.currentThread() ? frames.subList(1, frames.size()) : frames; // without getStackTrace itself
    }

    /** The JDK says nothing of why it parks; the innermost frames do. */
    static WaitReason foreignReason(List<StackTraceElement> frames) {
        for (int i = 0; i < Math.min(frames.size(), 12); i++) {
            String c = frames.get(i).getClassName();
            String m = frames.get(i).getMethodName();
            if (c.equals("java.lang.Thread") && m.startsWith("sleep")) {
                return WaitReason.JAVA_SLEEP;
            }
            if (c.equals("java.lang.Object") && m.startsWith("wait")) {
                return WaitReason.JAVA_OBJECT_WAIT;
            }
            if (c.startsWith("sun.nio.ch.")) {
                return WaitReason.IO_WAIT;
            }
            boolean parks = c.equals("java.util.concurrent.locks.LockSupport") && i + 1 < frames.size();
            if (parks && !isJdkMachinery(frames.get(i + 1).getClassName())) {
                return WaitReason.JAVA_PARK;
            }
        }
        return WaitReason.NONE;
    }

    private static boolean isJdkMachinery(String className) {
        return className.startsWith("sun.nio.ch.")
                || className.startsWith("io.go4j.park.")
                || className.startsWith("io.go4j.sched.")
                || className.equals("java.util.concurrent.locks.LockSupport");
    }
}
