// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.SpinLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every G there is, and the dead ones that no processor keeps for itself. */
final class AllGs {
    /*
     * The list only grows, by a batch at a time when a processor runs out of dead Gs, so a spawn almost never comes here. That makes
     * "list all goroutines" a walk over an array that nobody changes behind the reader's back: what moves is each G's status.
     */
    private static final SpinLock LOCK = new SpinLock();

    // guarded by LOCK; `all` is replaced when it grows, so a reader may keep the array it got together with the count
    private static G[] all = new G[256];
    private static int count;
    private static @Nullable G[] free = new @Nullable G[64];
    private static int freeCount;

    // see Sched.Entry.train
    private static final int TRAIN_FROM = 1_000;
    private static final int TRAIN_UNTIL = 40_000; // by then everything is compiled
    private static int nextTraining = TRAIN_FROM;

    /** The number of goroutines has reached the next step at which there is something to train. */
    static volatile boolean trainingDue;

    private AllGs() {}

    /** Puts up to {@code n} dead Gs into {@code into}; makes new ones where there are none. The owner of the P only. */
    static int refill(G[] into, int n) {
        LOCK.lock();
        try {
            int got = Math.min(n, freeCount);
            if (got > 0) {
                freeCount -= got;
                System.arraycopy(free, freeCount, into, 0, got);
                Arrays.fill(free, freeCount, freeCount + got, null);
                return got;
            }
        } finally {
            LOCK.unlock();
        }
        // Made outside the lock: allocation may have to wait for a collection. A few at a time: an idle program has few goroutines.
        int made = 8;
        for (int i = 0; i < made; i++) {
            into[i] = new G();
        }
        addAll(into, made);
        return made;
    }

    private static void addAll(G[] made, int n) {
        LOCK.lock();
        while (count + n > all.length) {
            int length = all.length;
            LOCK.unlock();
            G[] bigger = new G[length * 2];
            LOCK.lock();
            if (all.length < bigger.length) {
                System.arraycopy(all, 0, bigger, 0, count);
                all = bigger;
            }
        }
        System.arraycopy(made, 0, all, count, n);
        count += n;
        if (count >= nextTraining && count <= TRAIN_UNTIL) {
            nextTraining = 2 * count;
            trainingDue = true;
        }
        LOCK.unlock();
    }

    /** Takes back {@code gs[from..to)}. The owner of the array only. */
    static void giveBack(G[] gs, int from, int to) {
        int n = to - from;
        LOCK.lock();
        while (freeCount + n > free.length) {
            int length = free.length;
            LOCK.unlock();
            G[] bigger = new G[length * 2];
            LOCK.lock();
            if (free.length < bigger.length) {
                System.arraycopy(free, 0, bigger, 0, freeCount);
                free = bigger;
            }
        }
        System.arraycopy(gs, from, free, freeCount, n);
        freeCount += n;
        LOCK.unlock();
        Arrays.fill(gs, from, to, null);
    }

    /** A dead or new G for a spawner that has no P. Any thread. */
    static G takeOutside() {
        LOCK.lock();
        G g = null;
        if (freeCount > 0) {
            g = free[--freeCount];
            free[freeCount] = null;
        }
        LOCK.unlock();
        if (g == null) {
            g = new G();
            addAll(new G[] {g}, 1);
        }
        return g;
    }

    /** Gives a dead G back. Any thread. */
    static void putOutside(G g) {
        giveBack(new G[] {g}, 0, 1);
    }

    /** Returns those that are alive at about this moment, oldest record first. Any thread. */
    static List<G> live() {
        G[] gs;
        int n;
        LOCK.lock();
        gs = all;
        n = count;
        LOCK.unlock();
        List<G> live = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            if (gs[i].statusNow() != G.DEAD) {
                live.add(gs[i]);
            }
        }
        return live;
    }
}
