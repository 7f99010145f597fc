// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.Locks;
import io.go4j.diag.WaitReason;
import io.go4j.timer.Clock;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Finds goroutines that wait for what nothing else can reach, by asking the collector. Full mode. (Go: the goroutineleak profile.) */
public final class Leaks {
    /*
     * A parked thread is held by what can wake it (Wait.thread in the queue of a channel, a timer, the JDK's pollers), and by Stack.kept
     * and G.wait. One round takes these two away from all that wait and runs a collection: whose weak reference is cleared then, nothing
     * could have woken.
     * Reachability is the collector's own, so fields, statics, thread-locals, timers, other threads and the stacks of other goroutines all
     * count, and goroutines that only wait for each other are unreachable as a whole.
     *
     * That must not destroy what it finds. All threads of the round hang on one Keeper, which nothing refers to: the collector clears weak
     * references first, then revives what has a finalizer, with all that it reaches. The finalizer sees what was cleared and puts `kept`
     * back. So a stack trace can be taken afterwards, from the live thread; nothing has to be remembered before.
     *
     *   caller       the threads and waits of all suspects into a Keeper, kept = null, G.wait = TAKEN, armed = null, System.gc()
     *   collector    clears Stack.thread of what is unreachable, revives the Keeper
     *   finalizer    notes who was cleared, kept = thread, Stack.thread = a new reference, G.wait = wait; the round is over
     *
     * Two rounds, the second for what the first has found: a finalizer of the user's may wake somebody who was unreachable but for it, and
     * it has run before the second round ends. A Keeper must be old when its round begins. Collectors look at young objects first; they
     * would revive a young Keeper then, and with it hold all threads when the old ones are looked at. So a Keeper is made two rounds ahead.
     *
     * ZGC and Shenandoah mark what a revived stack refers to as if it had been reachable, so weak references to the thread stay: there,
     * looking is refused (Canary).
     *
     * Everything here runs on the thread of a look, one look at a time (Looks). While a round is open nobody else gets hold of a thread.
     *
     * Rejected: stacks recorded beforehand and the leaked ones left to the collector (destroys what it looks for, and any collection in
     * between has taken them without a stack); a finalizer for each stack (the price of starting one doubles); a heap dump (seconds, a
     * file). Decision 0018.
     */

    /** How long to wait for a finalizer that does nothing yet. */
    public static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PARKING_MILLIS = 100;
    private static final int RECLAIM_TRIES = 5;

    /** Those of the rounds to come. */
    private static final ArrayDeque<Keeper> KEEPERS = new ArrayDeque<>();

    private static final int KEEPERS_AHEAD = 2;

    /** While a round is open: its keeper, until the collection. Nothing but this refers to it. */
    @SuppressWarnings("UnusedVariable") // read by the collector
    private static volatile @Nullable Keeper armed;

    private static volatile boolean roundIsOpen;
    private static volatile long reclaimed;

    /** It was seen that the collector runs when asked, and finalizers after it. */
    private static boolean works;

    /** Reclaimed ones that a finalizer of the user's still kept from going. */
    private static List<Condemned> condemned = new ArrayList<>();

    private Leaks() {}

    /** Somebody whom a round asks about. */
    record Suspect(G g, long id, Stack stack) {}

    /** One question to the collector. Refers to no thread. */
    private static final class Round {
        final List<Suspect> suspects;
        final List<Suspect> found = new ArrayList<>();
        final CountDownLatch over = new CountDownLatch(1);

        /** How far the finalizer is: with a million of them and a busy machine it takes seconds. */
        volatile int progress;

        Round(List<Suspect> suspects) {
            this.suspects = suspects;
        }
    }

    /** Holds the threads of a round past the collection that finds them unreachable. */
    private static final class Keeper {
        private @Nullable Round round;
        private @Nullable Thread[] threads = {};
        private @Nullable Wait[] waits = {};

        @SuppressWarnings("UnusedVariable") // read by the collector
        private @Nullable Thread canary;

        void take(Round round) {
            this.round = round;
            threads = new @Nullable Thread[round.suspects.size()];
            waits = new @Nullable Wait[threads.length];
            for (int i = 0; i < threads.length; i++) {
                Suspect s = round.suspects.get(i);
                threads[i] = s.stack.kept;
                Wait call = s.g.waitNow();
                if (call != null && s.g.takeWait(call)) {
                    waits[i] = call;
                }
            }
        }

        @Override
        @SuppressWarnings({"removal", "Finalize"}) // nothing else revives: see above
        protected void finalize() {
            Round r = round;
            if (r != null) {
                giveBack(r);
                threads = new @Nullable Thread[0]; // the next round must not find them here
                waits = new @Nullable Wait[0];
                r.over.countDown();
            }
        }

        private void giveBack(Round round) {
            List<Suspect> suspects = round.suspects;
            boolean[] cleared = new boolean[threads.length];
            for (int i = 0; i < threads.length; i++) {
                Stack s = suspects.get(i).stack;
                cleared[i] = s.thread.refersTo(null);
                s.giveBack(threads[i]);
                Wait call = waits[i];
                if (call != null) {
                    suspects.get(i).g.giveWaitBack(call);
                }
                if ((i & 1023) == 0) {
                    round.progress = i + 1;
                }
            }
            for (int i = 0; i < threads.length; i++) {
                Thread t = threads[i];
                if (cleared[i] && t != null) {
                    Suspect suspect = suspects.get(i);
                    suspect.stack.thread = new WeakReference<>(t);
                    if (suspect.stack.g == suspect.g) {
                        suspect.g.thread = suspect.stack.thread;
                    }
                    round.found.add(suspect);
                }
            }
        }
    }

    /** One whose thread was let go, and how it shows that the collector has taken it. */
    private record Condemned(Suspect suspect, PhantomReference<Thread> thread) {}

    private static final Looks.Shared<List<Suspect>> FIND = new Looks.Shared<>(() -> mark(PATIENCE_NANOS));

    /**
     * Looks for leaked goroutines and marks them. What was marked before is looked at again. Runs two collections if it finds any, else
     * one. Who calls this while a look runs gets the result of the next, with all others who do.
     *
     * @return who was found
     * @throws UnsupportedOperationException if this JVM cannot tell; the message says why
     */
    static List<Suspect> find() {
        return FIND.run();
    }

    /**
     * Looks for leaked goroutines and gives up what they hold: their stacks are garbage from now on, and they are not counted any more.
     * Their {@code finally} blocks never run. One that holds a monitor, or is locked to its thread, stays.
     *
     * @return how many have gone
     * @throws UnsupportedOperationException if this JVM cannot tell; the message says why
     */
    public static int reclaim() {
        return Looks.run(() -> {
            List<Suspect> leaked = mark(PATIENCE_NANOS);
            Looks.close();
            try {
                return letGo(leaked);
            } finally {
                Looks.open();
            }
        });
    }

    /** Returns how many have gone. While no view is under way. */
    private static int letGo(List<Suspect> leaked) {
        List<Condemned> all = condemned;
        condemn(leaked, all);
        List<Condemned> left = all;
        for (int i = 0; i < RECLAIM_TRIES && !left.isEmpty(); i++) {
            System.gc();
            left = new ArrayList<>(left);
            left.removeIf(c -> c.thread.refersTo(null));
        }
        condemned = left;
        int gone = 0;
        for (Condemned c : all) {
            if (c.thread.refersTo(null)) {
                bury(c.suspect.g);
                gone++;
            }
        }
        long before = reclaimed; // written by one look at a time
        reclaimed = before + gone;
        return gone;
    }

    /** Lets go of the threads. Apart from {@link #letGo}, so that none of them is left in a local of a frame. */
    private static void condemn(List<Suspect> leaked, List<Condemned> into) {
        ReferenceQueue<Thread> nobodyLooks = new ReferenceQueue<>();
        for (Suspect s : leaked) {
            Thread t = s.stack.kept;
            if (t == null || s.stack.lockedTo() != null || Locks.holdsMonitor(t)) {
                continue;
            }
            into.add(new Condemned(s, new PhantomReference<>(t, nobodyLooks)));
            s.stack.kept = null;
            Wait call = s.g.waitNow();
            if (call != null) {
                s.g.takeWait(call);
            }
        }
    }

    /** The thread is gone, so nobody else moves the status of {@code g} any more. */
    private static void bury(G g) {
        g.leakedId = 0;
        g.waitFor(null);
        Stack s = g.stack;
        if (s != null) {
            s.letGo();
        }
        Sched.forget(g);
        AllGs.putOutside(g);
    }

    /** Returns how many goroutines have ended by being reclaimed. Any thread. */
    static long reclaimed() {
        return reclaimed;
    }

    /**
     * Looks for leaked goroutines and marks them, and then for groups of them that only each other could wake. Runs one or two collections
     * for each that is leaked, but begins none after {@code nanos}. The thread of a look only.
     *
     * @param most if more are leaked, no group is looked for
     * @param patienceNanos how long to wait for a finalizer to run before this JVM counts as one that cannot tell
     * @return the groups, as far as there was time
     * @throws UnsupportedOperationException if this JVM cannot tell; the message says why
     */
    static List<List<Suspect>> groups(long nanos, int most, long patienceNanos) {
        long end = Clock.after(nanos);
        List<Suspect> leaked = mark(patienceNanos);
        return leaked.size() > most ? List.of() : LeakGroups.of(leaked, end, patienceNanos);
    }

    private static List<Suspect> mark(long patienceNanos) {
        requireMeans(patienceNanos);
        Looks.close();
        try {
            WaitsFor.remember();
            List<Suspect> suspects = suspects();
            List<Suspect> found = ask(suspects, patienceNanos);
            if (!found.isEmpty()) {
                found = ask(found, patienceNanos);
            }
            for (G g : AllGs.live()) {
                g.leakedId = 0;
            }
            for (Suspect s : found) {
                if (s.g.id == s.id && s.g.statusNow() != G.DEAD) {
                    s.g.leakedId = s.id;
                }
            }
            return found;
        } finally {
            Looks.open();
        }
    }

    /** All that wait, for whatever it be: what cannot be reached cannot be woken, by the JDK neither. */
    private static List<Suspect> suspects() {
        List<Suspect> suspects = new ArrayList<>();
        List<Suspect> parking = new ArrayList<>();
        for (G g : AllGs.live()) {
            long id = g.id;
            Stack s = g.stack;
            Thread t = s == null ? null : s.kept;
            if (s == null || t == null || g.isSystem() || isAsleep(g)) {
                continue;
            }
            if (!s.queued && Carrier.isWaiting(t)) {
                suspects.add(new Suspect(g, id, s));
            } else if (g.waitNow() != null) {
                parking.add(new Suspect(g, id, s));
            }
        }
        // The patience begins here: with very many the walk takes longer, and a collection may stop it for seconds.
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PARKING_MILLIS);
        for (Suspect p : parking) {
            Thread t = p.stack.kept;
            if (t != null && isWaiting(p.g, p.stack, t, end)) {
                suspects.add(p);
            }
        }
        for (M m : Machines.all()) {
            awaitLeft(m, end);
        }
        return suspects;
    }

    /** A timer holds it. */
    private static boolean isAsleep(G g) {
        Wait call = g.waitNow();
        return call != null && call.reason() == WaitReason.SLEEP;
    }

    /** The goroutine that {@code m} runs may have parked already, and the frames below it still refer to its thread. */
    private static void awaitLeft(M m, long end) {
        for (; ; ) {
            G g = m.curg;
            Stack s = g == null ? null : g.stack;
            Thread t = s == null ? null : s.kept;
            if (t == null || !Carrier.isWaiting(t) || System.nanoTime() >= end) {
                return;
            }
            Carrier.osYield();
        }
    }

    private static boolean isWaiting(G g, Stack s, Thread t, long end) {
        while (g.waitNow() != null && !s.queued && !Carrier.isWaiting(t) && System.nanoTime() < end) {
            Carrier.osYield(); // it is about to park; until then its thread is mounted, and so reachable
        }
        return !s.queued && !isAsleep(g) && Carrier.isWaiting(t);
    }

    /** One round: returns which of {@code suspects} nothing reaches but themselves. While no view is under way. */
    static List<Suspect> ask(List<Suspect> suspects, long patienceNanos) {
        return ask(suspects, null, patienceNanos);
    }

    private static List<Suspect> ask(List<Suspect> suspects, @Nullable Canary canary, long patienceNanos) {
        Round round = new Round(suspects);
        roundIsOpen = true;
        try {
            arm(round, canary);
            armed = null;
            System.gc();
            if (!awaitEnd(round, patienceNanos)) {
                throw new UnsupportedOperationException("runtime: leaks are found by a collection and a finalizer, and one of them did not"
                        + " run; are -XX:+DisableExplicitGC or --finalization=disabled set?");
            }
        } finally {
            roundIsOpen = false;
        }
        return round.found;
    }

    /** Apart from {@link #ask}, so that no thread, nor the keeper, is left in a local of a frame. */
    private static void arm(Round round, @Nullable Canary canary) {
        while (KEEPERS.size() <= KEEPERS_AHEAD) {
            KEEPERS.add(new Keeper());
        }
        Keeper keeper = KEEPERS.remove();
        keeper.take(round);
        if (canary != null) {
            keeper.canary = canary.kept;
            canary.kept = null;
        }
        armed = keeper;
        for (Suspect s : round.suspects) {
            s.stack.kept = null;
        }
    }

    private static boolean awaitEnd(Round round, long patienceNanos) {
        boolean interrupted = false;
        int progress = 0;
        try {
            for (; ; ) {
                try {
                    if (round.over.await(patienceNanos, TimeUnit.NANOSECONDS)) {
                        return true;
                    }
                    if (progress == round.progress) {
                        return false;
                    }
                    progress = round.progress;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns whether the JVM was started so that leaks can be found, if the collector can tell. */
    public static boolean hasMeans() {
        return Carrier.FULL && tracksNoThreads();
    }

    private static boolean tracksNoThreads() {
        return "false".equals(System.getProperty("jdk.trackAllThreads"));
    }

    private static void requireMeans(long patienceNanos) {
        if (!Carrier.FULL) {
            throw new UnsupportedOperationException("runtime: leaks are found in full mode only; " + Carrier.whyPortable()
                    + (tracksNoThreads() ? "" : "; and -Djdk.trackAllThreads=false"));
        }
        if (!tracksNoThreads()) {
            throw new UnsupportedOperationException("runtime: the JVM holds all its threads, so none is seen to be leaked;"
                    + " add -Djdk.trackAllThreads=false, as go4j run does");
        }
        if (!works) { // without finalizers the first real round would destroy what it finds
            Canary canary = new Canary();
            canary.park();
            ask(List.of(), canary, patienceNanos);
            if (!canary.thread.refersTo(null)) {
                throw new UnsupportedOperationException("runtime: this collector cannot tell leaked goroutines from those that it revives;"
                        + " use -XX:+UseParallelGC, -XX:+UseG1GC or -XX:+UseSerialGC");
            }
            works = true;
        }
    }

    /** A virtual thread that nothing can wake, to see whether the collector tells. Never near the scheduler. */
    private static final class Canary {
        WeakReference<Thread> thread = new WeakReference<>(null);

        /** Only until the round begins. */
        @Nullable Thread kept;

        void park() {
            Thread carrier = new Thread(Sched.THREADS, () -> kept = parked(), "go4j-canary", 0, false);
            carrier.setDaemon(true);
            carrier.start();
            boolean interrupted = false;
            while (carrier.isAlive()) {
                try {
                    carrier.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            thread = new WeakReference<>(kept);
        }

        private static Thread parked() {
            Thread t = Carrier.newThread(Runnable::run, LockSupport::park); // runs here until it parks
            t.start();
            return t;
        }
    }

    /**
     * The JDK calls for {@code s}, whose thread cannot be told: a round has found it unreachable, and is about to end. Returns the thread;
     * null if a finalizer of the user's is what wakes it, on the very thread that would end the round.
     */
    static @Nullable Thread awaitKept(Stack s) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        Thread t = s.thread.get();
        while (t == null && roundIsOpen && System.nanoTime() < end) {
            Carrier.osYield();
            t = s.thread.get();
        }
        return t;
    }
}
