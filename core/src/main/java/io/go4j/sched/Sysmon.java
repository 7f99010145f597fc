// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.OsThread;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.Traceback;
import io.go4j.timer.Clock;
import io.go4j.timer.TimerHeap;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The system monitor: a thread without a processor that looks after what the processors cannot see themselves. */
final class Sysmon extends Thread {
    /*
     * It looks more often while its looks find something to do: every 20 us at first, and after 50 looks in vain twice as long each time,
     * up to 10 ms, or 1 ms while goroutines are queued and no processor is idle. When nothing runs at all it goes on at 10 ms for a
     * second, so that a program with a little work now and then need not wake it each time, and then sleeps until an M is started.
     *
     * An M that has work looks at its own timers only, and one that gives way to nobody at none. So each look is at the timers of all
     * processors: where one is due and a processor is idle, an M is woken, whoever should have done so; where none is idle, a processor
     * whose goroutine does not give way is handed off with its timers, and if it cannot be, sysmon runs them itself.
     *
     * A processor whose goroutine does not give way is handed off (Procs.handOff) only when somebody needs one: a goroutine is queued or
     * a timer is due, and no processor is idle. How long that takes depends on what the goroutine does:
     *
     *   it has announced a blocking call       at the next look
     *   its thread waits in the kernel         when two looks in a row, with no switch between, find it so
     *   it computes                            when its slice of 10 ms is over; at most HOGS_MAX of those at a time, since each one is
     *                                          a thread that wants a CPU
     *
     * In the last case it may just as well be ready to give way, but the OS runs other threads. Its processor is handed off all the same:
     * those who wait need not suffer for it. It is called a hog only when its thread has had 10 ms of a CPU since then.
     */
    private static final long DELAY_MIN_NANOS = 20_000;
    private static final long DELAY_LOADED_NANOS = 1_000_000;
    private static final long DELAY_MAX_NANOS = 10_000_000;
    private static final int LOOKS_BEFORE_DOUBLING = 50;
    private static final int IDLE_LOOKS_BEFORE_SLEEP = 100;
    private static final long SLICE_NANOS = 10_000_000;
    private static final long FORGOTTEN_NANOS = 1_000_000; // a timer for which the M that waits for it has not woken up
    private static final long OVERDUE_NANOS = 2 * SLICE_NANOS; // when a hand-off should have come before
    private static final long BLOCKED_NANOS = 100_000; // before the kernel is asked at all
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int HOGS_MAX = 256;

    /** What is remembered of a processor from look to look. */
    static final class Watch {
        private long switches;
        private long switchedAt;
        private long tick;
        private long tickSince;
        private boolean blocked;
        private long hogCheckAt;
        private long cpuAtHandOff;

        /** Its M, in the eyes of the kernel. Its file is open only while the P is in use: thousands may be surplus. */
        private final OsThread.Watcher os = new OsThread.Watcher();

        /** It was handed off because it did not give way, perhaps for want of a CPU. */
        private boolean computes;

        /** It was handed off, and has computed since. */
        private boolean hog;

        boolean isHog() {
            return hog;
        }
    }

    private static volatile @Nullable Sysmon running;

    private volatile boolean asleep;

    /** Goes with the next collection: afterwards, as in Go, others get a chance to run. */
    private WeakReference<Object> collected = new WeakReference<>(new Object());

    private long now;
    private boolean afterCollection;
    private boolean acted;
    private boolean loaded;

    private static volatile long hogs;
    private static volatile long slicesExpired;

    private long nextSecond = Clock.nanos() + SECOND_NANOS;
    private boolean settled;
    private boolean toldOfLimit;
    private final GoDebug debug = GoDebug.AT_START;
    private long traceStart = TimerHeap.NEVER;
    private long nextTrace = debug.schedTraceMillis() > 0 ? 0 : TimerHeap.NEVER;

    private Sysmon() {
        super(Sched.THREADS, null, "go4j-sysmon", 0, false);
        setDaemon(true);
        setContextClassLoader(ClassLoader.getSystemClassLoader());
    }

    static void launch() {
        Ticks.moveTo(Clock.nanos());
        Sysmon s = new Sysmon();
        running = s;
        s.start();
    }

    /** An M was started. Any thread. */
    static void wake() {
        Sysmon s = running;
        if (s != null && s.asleep) {
            Ticks.moveTo(Clock.nanos()); // it has stood still
            s.asleep = false;
            LockSupport.unpark(s);
        }
    }

    /** Returns how often a processor was handed off because its goroutine computed. */
    static long hogs() {
        return hogs;
    }

    /** Returns how often a time slice was used up. */
    static long slicesExpired() {
        return slicesExpired;
    }

    /** Waits until it has ended. After the shutdown. */
    static void awaitEnd() throws InterruptedException {
        Sysmon s = running;
        if (s != null) {
            LockSupport.unpark(s);
            s.join();
        }
    }

    @Override
    public void run() {
        try {
            while (!Shutdown.isOver()) {
                try {
                    watch();
                } catch (OutOfMemoryError e) {
                    Shortage.met(e); // what was to be done is found again at the next look
                }
            }
            for (P p : Procs.everyP()) {
                p.watch.os.forget();
            }
        } catch (Throwable t) {
            Sched.entry().bug(t);
        }
    }

    private void watch() {
        int inVain = 0;
        int idleLooks = 0;
        long delay = DELAY_MIN_NANOS;
        while (!Shutdown.isOver()) {
            Halt.restOfSysmon();
            long beforeTrace = nextTrace == TimerHeap.NEVER ? delay : Math.max(1, nextTrace - Clock.nanos());
            LockSupport.parkNanos(this, Math.min(delay, beforeTrace));
            Thread.interrupted();
            now = Clock.nanos();
            Ticks.moveTo(now);
            trace(false);
            if (now >= nextSecond) {
                everySecond();
            }
            noticeCollection(); // also when all is idle: a program that works a little now and then may be so at each look
            acted = false;
            lookForForgotten();
            if (Idle.isEverything()) {
                long again = Deadlock.check();
                if (++idleLooks > IDLE_LOOKS_BEFORE_SLEEP || again != TimerHeap.NEVER) {
                    sleepUntilWoken(again);
                }
                delay = DELAY_MAX_NANOS;
                inVain = LOOKS_BEFORE_DOUBLING;
                continue;
            }
            idleLooks = 0;
            look();
            if (acted) {
                inVain = 0;
                delay = DELAY_MIN_NANOS;
            } else if (++inVain > LOOKS_BEFORE_DOUBLING) {
                delay = Math.min(delay * 2, loaded ? DELAY_LOADED_NANOS : DELAY_MAX_NANOS);
                if (Sched.isStuck()) {
                    Deadlock.check();
                }
            }
        }
    }

    private void sleepUntilWoken(long nanos) {
        asleep = true;
        VarHandle.fullFence();
        while (asleep && Idle.isEverything() && !Halt.isOn() && !Shutdown.isOver()) { // else an M was started before it saw that we sleep
            long beforeTrace = nextTrace == TimerHeap.NEVER ? nanos : Math.min(nanos, Math.max(1, nextTrace - Clock.nanos()));
            if (beforeTrace == TimerHeap.NEVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, beforeTrace);
            }
            Thread.interrupted();
            now = Clock.nanos();
            Ticks.moveTo(now);
            trace(true);
            if (nanos != TimerHeap.NEVER) {
                break;
            }
        }
        asleep = false;
    }

    /** Prints the next report of the scheduler, if it is due. */
    private void trace(boolean sleeping) {
        if (now >= nextTrace) {
            traceStart = Math.min(traceStart, now);
            nextTrace = now + debug.schedTraceMillis() * 1_000_000L;
            System.err.print(SchedTrace.report((now - traceStart) / 1_000_000, debug.schedDetail(), sleeping));
            System.err.flush();
        }
    }

    private void everySecond() {
        nextSecond = now + SECOND_NANOS;
        if (debug.updateMaxProcs()) {
            GoMaxProcs.follow();
        }
        if (!settled) {
            settled = true;
            Sched.entry().settled();
        }
    }

    private void noticeCollection() {
        if (collected.refersTo(null)) {
            collected = new WeakReference<>(new Object());
            afterCollection = true;
            Stack.collected();
            Procs.endFreeStacks();
        }
    }

    private void look() {
        loaded = Idle.processors() == 0 && (Procs.workIsQueued() || Procs.earliestTimer() <= now);
        int hogsNow = 0;
        boolean someMustGiveWay = false;
        for (P p : Procs.everyP()) {
            M m = p.m;
            if (m == null) {
                p.watch.os.forget();
                if (p.surplus) {
                    Procs.evacuate(p); // H3, a spare
                }
                continue;
            }
            if (p.surplus) {
                p.watch.os.forget();
                Procs.evacuate(p); // H3
                checkHog(p, m);
                hogsNow += p.watch.hog || p.watch.computes ? 1 : 0;
                someMustGiveWay = true;
                continue;
            }
            if (!p.timerIsDue && p.timers.next() <= now) {
                p.timerIsDue = true;
            }
            if (switched(p)) {
                p.watch.blocked = false;
            } else {
                offer(p);
                if (loaded && Idle.spinning() == 0) {
                    retake(p, m, hogsNow < HOGS_MAX);
                }
                runOverdue(p);
            }
            checkSlice(p);
            someMustGiveWay |= p.sliceExpired || p.surplus;
        }
        afterCollection = false;
        if (Sched.someMustGiveWay != someMustGiveWay) {
            Sched.someMustGiveWay = someMustGiveWay;
        }
    }

    /** Work or a due timer, and an idle processor that nobody has taken for it: whatever went wrong, an M is woken. */
    private void lookForForgotten() {
        boolean idle = Idle.processors() > 0 && Idle.spinning() == 0;
        if (idle && (now - Procs.earliestTimer() >= FORGOTTEN_NANOS || Idle.isWorkForAnIdle())) {
            Idle.wakep(); // it looks at the timers of all processors before it goes idle again
            acted = true;
        }
    }

    /**
     * The goroutine on {@code p} has not given way for long, no processor is idle, and this one was not handed off either: its timers are
     * run here, for those that can still switch.
     */
    private void runOverdue(P p) {
        if (loaded && !p.surplus && now - p.timers.next() >= OVERDUE_NANOS && now - p.watch.switchedAt >= OVERDUE_NANOS) {
            Shutdown.runTimers(p.timers, now);
        }
    }

    private boolean switched(P p) {
        Watch w = p.watch;
        long switches = p.switches();
        if (switches == w.switches) {
            return false;
        }
        w.switches = switches;
        w.switchedAt = now;
        return true;
    }

    /** The P did not come round to what is queued on it: an idle one may have it. */
    private void offer(P p) {
        if (Idle.processors() > 0 && !p.runq.isEmpty()) {
            p.neglected(); // W5
            Idle.wakep();
            acted = true;
        }
    }

    private void retake(P p, M m, boolean mayBeHog) {
        Watch w = p.watch;
        long since = now - w.switchedAt;
        boolean computes = mayBeHog && since >= SLICE_NANOS;
        boolean blocked = p.blockingAt == w.switches;
        Observer.Cause cause = blocked ? Observer.Cause.ANNOUNCED : Observer.Cause.COMPUTES;
        if (!blocked && since >= BLOCKED_NANOS) {
            OsThread os = m.osThread;
            boolean inKernel = os != null && w.os.isBlocked(os);
            if (inKernel && w.blocked) {
                blocked = true;
                cause = Observer.Cause.KERNEL;
            }
            w.blocked = inKernel;
            acted |= inKernel; // look again soon
        }
        if (!blocked && !computes) {
            if (since >= SLICE_NANOS && !toldOfLimit) {
                toldOfLimit = true;
                System.err.println("go4j: " + HOGS_MAX + " goroutines compute without a switch beside each other; those that are queued"
                        + " now wait until one of them gives way (GODEBUG=hogs=1 names them)");
            }
            return;
        }
        w.hog = false;
        w.hogCheckAt = now + SLICE_NANOS;
        if (Procs.handOff(p)) {
            w.cpuAtHandOff = cpuNanos(m);
            w.computes = cause == Observer.Cause.COMPUTES;
            w.os.forget();
            acted = true;
            loaded = Idle.processors() == 0;
            Observer.handsOff(p, m, cause);
        }
    }

    /** Whether the goroutine on the surplus {@code p} computes; it may do so after it was blocked. Asked less and less often. */
    private void checkHog(P p, M m) {
        Watch w = p.watch;
        if (w.hog || now < w.hogCheckAt) {
            return;
        }
        w.hogCheckAt = now + (now - w.switchedAt);
        if (!m.isBlocking() && (w.cpuAtHandOff < 0 || cpuNanos(m) - w.cpuAtHandOff >= SLICE_NANOS)) {
            tellOfHog(m, now - w.switchedAt);
            w.hog = true;
            setHogs(hogs + 1);
        }
    }

    private static long cpuNanos(M m) {
        OsThread os = m.osThread;
        return os == null ? -1 : os.cpuNanos();
    }

    /** To whoever said GODEBUG=hogs=1, and to the observer. */
    private void tellOfHog(M m, long nanos) {
        boolean told = debug.hogs() || Observer.present != 0;
        G g = told ? m.curg : null;
        GoroutineInfo info = g == null ? null : World.of(g);
        if (g == null || info == null) {
            return;
        }
        List<StackTraceElement> frames = Traceback.visible(info.frames());
        StackTraceElement innermost = frames.isEmpty() ? null : frames.getFirst();
        Observer.hog(g, m, innermost, nanos);
        if (debug.hogs()) {
            String place = innermost == null ? "a place that is not known" : innermost.toString();
            System.err.println("go4j: goroutine " + info.id() + " has computed for 10 ms without a switch, at " + place
                    + "; its processor was given to others, it runs on beside them");
        }
    }

    private static void setHogs(long n) {
        hogs = n;
    }

    private static void setSlicesExpired(long n) {
        slicesExpired = n;
    }

    /** Goroutines that ready each other in turn inherit the slice; one that never waits is asked to give way. */
    private void checkSlice(P p) {
        Watch w = p.watch;
        boolean over = afterCollection;
        if (p.schedtick != w.tick) {
            w.tick = p.schedtick;
            w.tickSince = now;
        } else if (now - w.tickSince >= SLICE_NANOS) {
            over = true;
            w.tickSince = now;
        }
        if (over && !p.sliceExpired) {
            p.sliceExpired = true;
            setSlicesExpired(slicesExpired + 1);
        }
    }
}
