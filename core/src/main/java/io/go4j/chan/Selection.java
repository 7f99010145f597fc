// SPDX-License-Identifier: Apache-2.0
package io.go4j.chan;

import io.go4j.diag.WaitReason;
import io.go4j.park.Outcome;
import io.go4j.park.Park;
import io.go4j.park.Parker;
import io.go4j.park.Waiter;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One run of a select. */
public final class Selection extends Parker {
    /*
     * All channels are locked, in the order of their ids, so readiness is judged at one instant over all of them, and two selects cannot
     * wait for each other's locks. Under the locks: count the ready cases, choose one of them uniformly, perform it. That is one random
     * number and no permutation. If none is ready: queue a Waiter on every channel, unlock, park; whoever claims one of the Waiters
     * decides the select (the CAS in Parker), the others are taken off the queues afterwards.
     *
     * L1  a case that was counted ready can only stop being ready by its waiting partner being claimed elsewhere: then count again
     * L2  no case of a select can pair with another case of the same select: none is queued while cases are tried
     * L3  a value is handed to the winning case only
     */
    /** No case was ready, and the select must not wait. */
    public static final int NONE = -1;

    /** Marks a receive in the array of values to send. */
    public static final Object RECEIVE = new Object();

    private final Hchan[] chans;
    private final Object[] values;
    private final int[] order;

    /** Who must be readied after the unlocks. */
    @Nullable Waiter partner;

    private @Nullable Object received;
    private Outcome result = Outcome.DONE;

    /**
     * Makes a run of a select.
     *
     * @param chans the channel of each case; {@link Hchan#NIL_CHANNEL} for one that is switched off
     * @param values what each case sends, {@link #RECEIVE} for a receive
     */
    public Selection(Hchan[] chans, Object[] values) {
        this(chans, values, lockOrder(chans));
    }

    /** The same with the result of {@link #lockOrder}, for a select that runs often. */
    public Selection(Hchan[] chans, Object[] values, int[] order) {
        this.chans = chans;
        this.values = values;
        this.order = order;
    }

    /** Returns the case numbers in the order in which their channels are to be locked. */
    public static int[] lockOrder(Hchan[] chans) {
        int[] order = new int[chans.length];
        for (int i = 0; i < order.length; i++) { // insertion: selects are short
            int j = i;
            while (j > 0 && chans[order[j - 1]].id > chans[i].id) {
                order[j] = order[j - 1];
                j--;
            }
            order[j] = i;
        }
        return order;
    }

    /** Returns what was received by the case that ran; null if its channel is closed and drained. */
    public @Nullable Object received() {
        return received;
    }

    /** Returns DONE; CLOSED if the case that ran is a send on a closed channel; INTERRUPTED. */
    public Outcome result() {
        return result;
    }

    /**
     * Runs the select.
     *
     * @param block whether to wait until a case is ready
     * @param inOrder take the first ready case as written, instead of any with equal chance
     * @return the number of the case that ran, {@link #NONE} if none was ready or the wait was interrupted
     */
    public int run(boolean block, boolean inOrder) {
        Park.switchPoint();
        if (block && Park.mayNotBlock()) {
            return runInterrupted(inOrder);
        }
        lockAll();
        int chosen = tryCases(inOrder); // none of our own Waiters is queued: L2
        if (chosen != NONE) {
            unlockAll();
            readyPartner();
            return chosen;
        }
        if (!block) {
            unlockAll();
            return NONE;
        }
        return runSlow();
    }

    /** A ready case runs although the thread is interrupted; but it must not wait. */
    private int runInterrupted(boolean inOrder) {
        int chosen = run(false, inOrder);
        if (chosen == NONE) {
            result = Outcome.INTERRUPTED;
        }
        return chosen;
    }

    /** All locked on entry; none on return. */
    private int runSlow() {
        @Nullable Waiter[] waiters;
        try {
            waiters = makeWaiters();
            enqueue(waiters);
        } catch (Throwable t) { // no memory, or no timers after a shutdown: the locks must not stay behind
            unlockAll();
            throw t;
        }
        unlockAll();
        Outcome outcome = Outcome.DONE;
        try {
            outcome = Park.await(this, chans.length == 0 ? WaitReason.SELECT_NO_CASES : waitReason(), Park.NO_DEADLINE);
        } catch (Throwable t) { // no memory to park
            if (claim()) {
                dequeue(waiters, null);
                throw t;
            }
        }
        if (outcome == Outcome.INTERRUPTED && claim()) {
            dequeue(waiters, null);
            result = Outcome.INTERRUPTED;
            return NONE;
        }
        Park.awaitDecided(this); // at once, unless a partner won against an interrupt: commit wins
        Waiter won = winner();
        if (won == null) {
            throw new AssertionError("go4j bug L3: a select was decided without a case");
        }
        dequeue(waiters, won);
        if (values[won.index] == RECEIVE) {
            received = won.elem;
        } else if (!won.success) {
            result = Outcome.CLOSED;
        }
        return won.index;
    }

    /** Queues each on its channel; if that fails, none of them is queued. All locked. */
    private void enqueue(@Nullable Waiter[] waiters) {
        int[] turn = hasTwins() ? shuffled() : order;
        int queued = 0;
        try {
            for (; queued < turn.length; queued++) {
                int i = turn[queued];
                Waiter w = waiters[i];
                if (w == null) {
                    continue;
                }
                if (values[i] == RECEIVE) {
                    chans[i].enqueueReceiver(w);
                } else {
                    chans[i].senders.add(w);
                }
            }
        } finally {
            while (queued < turn.length && queued-- > 0) {
                int i = turn[queued];
                Waiter w = waiters[i];
                if (w != null && values[i] == RECEIVE) {
                    chans[i].dequeueReceiver(w);
                } else if (w != null) {
                    chans[i].senders.remove(w);
                }
            }
        }
    }

    /** Returns whether a channel stands in several cases: the first one queued would always be the one that is served. */
    private boolean hasTwins() {
        for (int k = 1; k < order.length; k++) {
            if (chans[order[k - 1]] == chans[order[k]]) {
                return true;
            }
        }
        return false;
    }

    private int[] shuffled() {
        int[] any = order.clone();
        for (int k = any.length - 1; k > 0; k--) {
            int j = random(k + 1);
            int swap = any[k];
            any[k] = any[j];
            any[j] = swap;
        }
        return any;
    }

    /** One for each case, null where the channel is nil. */
    private @Nullable Waiter[] makeWaiters() {
        @Nullable Waiter[] waiters = new @Nullable Waiter[chans.length];
        for (int i = 0; i < waiters.length; i++) {
            if (chans[i] != Hchan.NIL_CHANNEL) {
                waiters[i] = new Waiter(this, i, values[i] == RECEIVE ? null : values[i]);
            }
        }
        return waiters;
    }

    /** A select of one case shows as the plain operation, as in Go. */
    private WaitReason waitReason() {
        if (chans.length > 1) {
            return WaitReason.SELECT;
        }
        boolean nil = chans[0] == Hchan.NIL_CHANNEL;
        if (values[0] == RECEIVE) {
            return nil ? WaitReason.CHAN_RECEIVE_NIL : WaitReason.CHAN_RECEIVE;
        }
        return nil ? WaitReason.CHAN_SEND_NIL : WaitReason.CHAN_SEND;
    }

    private void dequeue(@Nullable Waiter[] waiters, @Nullable Waiter won) {
        for (int i = 0; i < waiters.length; i++) {
            Waiter w = waiters[i];
            if (w == null) {
                continue;
            }
            Hchan ch = chans[i];
            boolean receive = values[i] == RECEIVE;
            if (w != won) {
                ch.lock();
                (receive ? ch.receivers : ch.senders).remove(w);
                ch.unlock();
            }
            if (receive) {
                ch.receiverGone();
            }
        }
    }

    // --- under the locks ---

    private int tryCases(boolean inOrder) {
        for (; ; ) {
            int ready = 0;
            int first = NONE;
            for (int i = 0; i < chans.length; i++) {
                if (isReady(i)) {
                    if (ready++ == 0) {
                        first = i;
                    }
                }
            }
            if (ready == 0) {
                return NONE;
            }
            int chosen = ready == 1 || inOrder ? first : nthReady(first, random(ready));
            if (chosen != NONE && perform(chosen)) {
                return chosen;
            }
            // L1: its partner was claimed elsewhere
        }
    }

    private boolean isReady(int i) {
        Hchan ch = chans[i];
        return ch != Hchan.NIL_CHANNEL && (values[i] == RECEIVE ? ch.canReceive() : ch.canSend());
    }

    private int nthReady(int first, int n) {
        for (int i = first; i < chans.length; i++) {
            if (isReady(i) && n-- == 0) {
                return i;
            }
        }
        return NONE;
    }

    private static int random(int n) {
        return ThreadLocalRandom.current().nextInt(n);
    }

    private boolean perform(int i) {
        if (values[i] == RECEIVE) {
            Object v = chans[i].receiveNow(this);
            if (v == Outcome.NOT_READY) {
                return false;
            }
            received = v;
            return true;
        }
        Outcome now = chans[i].sendNow(values[i], this);
        if (now == Outcome.NOT_READY) {
            return false;
        }
        result = now;
        return true;
    }

    private void readyPartner() {
        Waiter w = partner;
        if (w != null) {
            partner = null;
            Park.ready(w);
        }
    }

    private void lockAll() {
        Hchan last = null;
        for (int i : order) {
            Hchan ch = chans[i];
            if (ch != last && ch != Hchan.NIL_CHANNEL) {
                ch.lock();
                last = ch;
            }
        }
    }

    private void unlockAll() {
        Hchan last = null;
        for (int i : order) {
            Hchan ch = chans[i];
            if (ch != last && ch != Hchan.NIL_CHANNEL) {
                ch.unlock();
                last = ch;
            }
        }
    }
}
