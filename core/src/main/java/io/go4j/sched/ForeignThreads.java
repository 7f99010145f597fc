// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.StackTable;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.VirtualThreadInfo;
import io.go4j.diag.WaitReason;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The virtual threads on our processors that are no goroutines: which there are, for looking. */
public final class ForeignThreads {
    /*
     * The JDK lists virtual threads only if it tracks them, which keeps leaked goroutines from being found. So they are listed here, from
     * the first time that they are ready to run to their end. Nothing is done when they wait, but to ask for the state, a field. The list
     * refers to them weakly: one that nothing can wake any more is garbage, as on the JDK's scheduler, and its entry goes when the next
     * thread is started, or at the next look.
     *
     * Rejected: a list without the start (a thread that never waits would be in none); a field in the thread (there is none to be had).
     */
    private static final ConcurrentHashMap<Long, Entry> ALL = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Thread> GONE = new ReferenceQueue<>();

    private ForeignThreads() {}

    /** One thread, and who started it. */
    private static final class Entry extends WeakReference<Thread> {
        final long id;
        final long parentId;
        final long parentThread;

        Entry(Thread t, long parentId, long parentThread) {
            super(t, GONE);
            id = t.threadId();
            this.parentId = parentId;
            this.parentThread = parentThread;
        }
    }

    /** {@code t} was started by the caller. */
    static void started(Thread t) {
        G g = Sched.currentG();
        forgetGone();
        ALL.putIfAbsent(t.threadId(), new Entry(t, g == null ? 0 : g.id, Thread.currentThread().threadId()));
    }

    /** {@code t} has ended, or left our processors for good. */
    static void ended(Thread t) {
        ALL.remove(t.threadId());
    }

    private static void forgetGone() {
        for (Object gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            if (gone instanceof Entry e) {
                ALL.remove(e.id, e);
            }
        }
    }

    /** Returns how many there are. Any thread. */
    public static int count() {
        forgetGone();
        return ALL.size();
    }

    /** Returns what each of them does, by id. Any thread; none in portable mode. */
    public static List<VirtualThreadInfo> all() {
        forgetGone();
        var stacks = new StackTable();
        List<VirtualThreadInfo> all = new ArrayList<>();
        for (Entry e : ALL.values()) {
            VirtualThreadInfo info = of(e, stacks);
            if (info != null) {
                all.add(info);
            }
        }
        all.sort((a, b) -> Long.compare(a.id(), b.id()));
        return all;
    }

    private static @Nullable VirtualThreadInfo of(Entry e, StackTable stacks) {
        boolean entered = Looks.enter();
        try {
            Thread t = e.get();
            if (t == null || Carrier.hasEnded(t)) {
                return null;
            }
            List<StackTraceElement> frames = t == Thread.currentThread() ? List.of(t.getStackTrace()) : stacks.of(t);
            GoroutineStatus status = Carrier.isWaiting(t)
                    ? GoroutineStatus.WAITING
                    : Carrier.carrierOf(t) == null ? GoroutineStatus.RUNNABLE : GoroutineStatus.RUNNING;
            WaitReason reason = status != GoroutineStatus.WAITING
                    ? WaitReason.NONE
                    : Carrier.isAtMonitor(t) ? WaitReason.JAVA_MONITOR_ENTER : World.foreignReason(frames);
            if (frames.isEmpty() && Carrier.hasEnded(t)) {
                return null; // meanwhile
            }
            return new VirtualThreadInfo(e.id, t.getName(), status, reason, frames, e.parentId, e.parentThread);
        } finally {
            Looks.leave(entered);
        }
    }
}
