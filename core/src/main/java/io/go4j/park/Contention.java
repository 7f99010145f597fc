// SPDX-License-Identifier: Apache-2.0
package io.go4j.park;

import io.go4j.diag.WaitReason;
import io.go4j.timer.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** Where time was spent waiting, and who made others wait: what the block and the mutex profile are made of. Any thread. */
public final class Contention {
    /*
     * Looked at on the way into a wait and, for mutexes, where an unlock wakes somebody; never where nobody waits. Off, that is one load.
     *
     * A wait is charged to the stack that waits. Contention for a mutex is charged to the stack that unlocks, so the unlocker leaves its
     * stack in the Waiter that it wakes, and that one, which knows how long it has waited, does the sums.
     */
    private static final int MAX_FRAMES = 128;
    private static final int MAX_STACKS = 20_000;

    /** Of waits at least so many nanoseconds long each is recorded, of shorter ones a share; 0: off. */
    private static volatile long blockRate;

    /** One in so many contentions is recorded; 0: off. */
    private static volatile int mutexFraction;

    private static final ConcurrentHashMap<List<StackTraceElement>, Sums> BLOCKS = new ConcurrentHashMap<>();
    private static final ConcurrentHashMap<List<StackTraceElement>, Sums> MUTEXES = new ConcurrentHashMap<>();

    private Contention() {}

    /** How often, and for how long in all. */
    private static final class Sums {
        final LongAdder count = new LongAdder();
        final LongAdder nanos = new LongAdder();

        void add(long times, long duration) {
            count.add(times);
            nanos.add(duration);
        }
    }

    /**
     * One stack with its sums.
     *
     * @param stack innermost frame first
     * @param count how often
     * @param nanos for how long in all
     */
    public record Entry(List<StackTraceElement> stack, long count, long nanos) {}

    /** Sets {@link #blockRate}. */
    public static void blockRate(long nanos) {
        blockRate = Math.max(0, nanos);
        WaitObserver.profile(nanos > 0);
    }

    /** Returns {@link #blockRate}. */
    public static long blockRate() {
        return blockRate;
    }

    /** Sets {@link #mutexFraction}, unless {@code n} is negative; returns the one before. */
    public static int mutexFraction(int n) {
        int before = mutexFraction;
        if (n >= 0) {
            mutexFraction = n;
        }
        return before;
    }

    /** Returns the waits so far. */
    public static List<Entry> blocks() {
        return entries(BLOCKS);
    }

    /** Returns the contentions so far. */
    public static List<Entry> mutexes() {
        return entries(MUTEXES);
    }

    private static List<Entry> entries(ConcurrentHashMap<List<StackTraceElement>, Sums> all) {
        List<Entry> entries = new ArrayList<>();
        all.forEach((stack, sums) -> entries.add(new Entry(stack, sums.count.sum(), sums.nanos.sum())));
        return entries;
    }

    /** Returns the time if the wait that begins may have to be recorded, else 0. */
    static long begin() {
        return blockRate == 0 ? 0 : Clock.nanos() | 1;
    }

    /** A wait is over; no lock held. */
    static void end(long since, WaitReason reason) {
        long rate = blockRate;
        if (rate == 0 || reason == WaitReason.SLEEP) {
            return;
        }
        long nanos = Math.max(1, Clock.nanos() - since);
        if (nanos >= rate) {
            record(BLOCKS, stack(), 1, nanos);
        } else if (ThreadLocalRandom.current().nextLong(rate) <= nanos) { // stands for all that were not recorded
            record(BLOCKS, stack(), Math.max(1, rate / nanos), rate);
        }
    }

    /**
     * An unlock is about to wake {@code next}: notes who it is that unlocks, for one in so many. The lock may be held; the queue's is not.
     */
    public static void unlocks(Waiter next) {
        int fraction = mutexFraction;
        if (fraction != 0 && ThreadLocalRandom.current().nextInt(fraction) == 0) {
            next.elem = stack();
        }
    }

    /** {@code w} was woken by an unlock, for which it has waited since {@code since}, by {@link Clock}. */
    public static void woken(Waiter w, long since) {
        Object stack = w.elem;
        if (stack != null) {
            w.elem = null;
            charge(stack, Math.max(1, Clock.nanos() - since));
        }
    }

    @SuppressWarnings("unchecked") // see unlocks
    private static void charge(Object stack, long nanos) {
        int fraction = Math.max(1, mutexFraction);
        record(MUTEXES, (List<StackTraceElement>) stack, fraction, nanos * fraction);
    }

    private static void record(ConcurrentHashMap<List<StackTraceElement>, Sums> to, List<StackTraceElement> stack, long times, long nanos) {
        Sums sums = to.get(stack);
        if (sums == null) {
            if (to.size() >= MAX_STACKS) {
                return; // a program that makes new code without end
            }
            sums = to.computeIfAbsent(stack, key -> new Sums());
        }
        sums.add(times, nanos);
    }

    /** The calling stack; what is further in than the public method that was called is left out. */
    private static List<StackTraceElement> stack() {
        StackTraceElement[] all = new Throwable().getStackTrace();
        List<StackTraceElement> stack = new ArrayList<>(all.length);
        for (StackTraceElement f : all) {
            if ((!stack.isEmpty() || !isInner(f.getClassName())) && stack.size() < MAX_FRAMES) {
                stack.add(f);
            }
        }
        return List.copyOf(stack);
    }

    private static boolean isInner(String className) {
        return className.startsWith("io.go4j.park.") || className.startsWith("io.go4j.chan.") || className.equals("io.go4j.sync.Sema");
    }
}
