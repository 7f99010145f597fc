// SPDX-License-Identifier: Apache-2.0
package io.go4j.chan;

import io.go4j.carrier.SpinLock;
import io.go4j.diag.WaitReason;
import io.go4j.park.Outcome;
import io.go4j.park.Park;
import io.go4j.park.WaitQueue;
import io.go4j.park.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A channel: a ring of values and two queues of blocked calls, under one lock. The lock is the object itself. */
public final class Hchan extends SpinLock {
    /*
     * As in Go: a sender that finds a waiting receiver hands it the value and never touches the ring; a receiver that finds a waiting
     * sender on a full channel takes the oldest value and moves the sender's into the freed slot. So nobody can overtake a queued waiter,
     * and a woken one never has to try again.
     *
     * Rejected: a lock-free ring of segments (measured by others 2 to 30 times slower than Go on few cores, and a select cannot judge
     * several of them at one instant); spinning before parking (see Park).
     *
     * Whenever the lock is free:
     * C1  at most one of senders and receivers has an open waiter, except that one select may wait for both on an unbuffered channel
     * C2  count > 0 implies that no receiver waits
     * C3  0 < cap and count < cap implies that no sender waits
     * C4  closed implies that nobody waits
     * C5  0 <= count <= cap
     *
     * Nothing in a section between lock and unlock blocks or runs user code. What can fail there, for want of memory, fails before anything
     * was changed, and gives the lock back. A partner is woken after the unlock.
     *
     * One method sends and one receives under the lock (sendNow, receiveNow), for all: operations that wait, that must not wait, and
     * selects.
     */
    private static final AtomicLong IDS = new AtomicLong();
    private static final VarHandle COUNT;
    private static final VarHandle CLOSED_FLAG;

    static {
        try {
            var l = MethodHandles.lookup();
            COUNT = l.findVarHandle(Hchan.class, "count", int.class);
            CLOSED_FLAG = l.findVarHandle(Hchan.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Object[] NO_SLOTS = {};

    /** The channel that is never ready. */
    public static final Hchan NIL_CHANNEL = new Hchan(0);

    /** Order in which a select locks several channels. */
    final long id;

    private final Object[] slots;
    private int head; // the oldest value
    private int count;
    private boolean closed;
    final WaitQueue receivers = new WaitQueue();
    final WaitQueue senders = new WaitQueue();

    /** Set for the channel of a timer. */
    final @Nullable ChanTimer timer;

    /** Makes a channel; {@code capacity} is not negative. */
    public Hchan(int capacity) {
        id = IDS.getAndIncrement();
        slots = capacity == 0 ? NO_SLOTS : new Object[capacity];
        timer = null;
    }

    /** Makes the channel of a timer: one slot, which no user sees. */
    Hchan(ChanTimer timer) {
        id = IDS.getAndIncrement();
        slots = new Object[1];
        this.timer = timer;
    }

    // --- send ---

    /**
     * Sends {@code v}, waiting if need be. Returns DONE, CLOSED, TIMEOUT or INTERRUPTED; in the last three cases {@code v} was not
     * delivered.
     */
    public Outcome send(Object v, long deadline) {
        Park.switchPoint();
        lock();
        Outcome now = sendNow(v, null);
        return now != Outcome.NOT_READY ? now : sendSlow(v, deadline); // split so that the fast path inlines
    }

    /** Locked on entry, with nothing for the sender to do but wait; unlocked on return. */
    private Outcome sendSlow(Object v, long deadline) {
        if (this == NIL_CHANNEL) {
            unlock();
            return waitOnNil(WaitReason.CHAN_SEND_NIL, deadline);
        }
        Waiter w = newWaiter(v);
        if (w == null) {
            return Outcome.INTERRUPTED;
        }
        senders.add(w);
        unlock();
        Outcome outcome = Park.await(w, senders, this, WaitReason.CHAN_SEND, deadline);
        w.elem = null;
        return outcome != Outcome.DONE || w.success ? outcome : Outcome.CLOSED;
    }

    /**
     * Makes the record of a call that has to wait. Locked on entry; still locked on return, unless that is null: the call must not wait
     * because its thread is interrupted.
     */
    private @Nullable Waiter newWaiter(@Nullable Object v) {
        try {
            if (!Park.mayNotBlock()) {
                return new Waiter(v);
            }
        } catch (Throwable t) { // no memory: the lock must not stay behind
            unlock();
            throw t;
        }
        unlock();
        return null;
    }

    /** Sends if that needs no waiting. Returns DONE, CLOSED or NOT_READY. */
    public Outcome trySend(Object v) {
        Park.switchPoint();
        // Not ready, then not closed: since closing is for ever, it was open when it was not ready.
        VarHandle.fullFence(); // what the caller did before must be visible to others before it looks
        if (isFullGlance() && !closedGlance()) {
            return Outcome.NOT_READY;
        }
        lock();
        Outcome now = sendNow(v, null);
        if (now == Outcome.NOT_READY) {
            unlock();
        }
        return now;
    }

    /** Locked on entry. Sends if that needs no waiting, and leaves for {@code of}, or unlocks; unless NOT_READY. */
    Outcome sendNow(Object v, @Nullable Selection of) {
        if (closed) {
            leave(of, null);
            return Outcome.CLOSED;
        }
        Waiter receiver = receivers.claimFirst();
        if (receiver != null) {
            handTo(receiver, v);
            leave(of, receiver);
            return Outcome.DONE;
        }
        if (count < slots.length) { // then no sender waits: C3
            put(v);
            leave(of, null);
            return Outcome.DONE;
        }
        return Outcome.NOT_READY;
    }

    /**
     * The operation is over. A select has other channels locked too, and readies {@code partner} itself; all others unlock and do so
     * here.
     */
    private void leave(@Nullable Selection of, @Nullable Waiter partner) {
        if (of != null) {
            of.partner = partner;
            return;
        }
        unlock();
        if (partner != null) {
            Park.ready(partner);
        }
    }

    private boolean isFullGlance() {
        return slots.length == 0 ? receivers.isEmpty() : (int) COUNT.getAcquire(this) == slots.length;
    }

    // --- receive ---

    /** Receives, waiting if need be. Returns the value, null if the channel is closed and drained, or TIMEOUT or INTERRUPTED. */
    public @Nullable Object receive(long deadline) {
        Park.switchPoint();
        lock();
        Object now = receiveNow(null);
        return now != Outcome.NOT_READY ? now : receiveSlow(deadline);
    }

    /** Locked on entry, with nothing for the receiver to do but wait; unlocked on return. */
    private @Nullable Object receiveSlow(long deadline) {
        if (this == NIL_CHANNEL) {
            unlock();
            return waitOnNil(WaitReason.CHAN_RECEIVE_NIL, deadline);
        }
        Waiter w = newWaiter(null);
        if (w == null) {
            return Outcome.INTERRUPTED;
        }
        try {
            enqueueReceiver(w);
        } finally {
            unlock();
        }
        Outcome outcome;
        try {
            outcome = Park.await(w, receivers, this, WaitReason.CHAN_RECEIVE, deadline);
        } finally {
            receiverGone();
        }
        if (outcome != Outcome.DONE) {
            return outcome;
        }
        Object v = w.elem;
        w.elem = null;
        return v;
    }

    /** Receives if that needs no waiting: the value, or null if the channel is closed and drained; else NOT_READY. */
    public @Nullable Object tryReceive() {
        Park.switchPoint();
        // Empty, then not closed: it was open when it was empty.
        VarHandle.fullFence();
        if (timer == null && isEmptyGlance() && !closedGlance()) {
            return Outcome.NOT_READY;
        }
        lock();
        Object now = receiveNow(null);
        if (now == Outcome.NOT_READY) {
            unlock();
        }
        return now;
    }

    /** Locked on entry. Receives if that needs no waiting, and leaves for {@code of}, or unlocks; unless NOT_READY. */
    @Nullable Object receiveNow(@Nullable Selection of) {
        if (timer != null) {
            timer.deliverIfDue();
        }
        if (count > 0) {
            Object v = take();
            leave(of, refill());
            return v;
        }
        Waiter sender = senders.claimFirst(); // unbuffered: its value is taken directly
        if (sender != null) {
            Object v = takeFrom(sender);
            leave(of, sender);
            return v;
        }
        if (closed) {
            leave(of, null);
            return null;
        }
        return Outcome.NOT_READY;
    }

    private boolean isEmptyGlance() {
        return slots.length == 0 ? senders.isEmpty() : (int) COUNT.getAcquire(this) == 0;
    }

    private boolean closedGlance() {
        return (boolean) CLOSED_FLAG.getAcquire(this);
    }

    // --- close ---

    /** Closes: all waiting receivers get "closed", all waiting senders fail. Returns DONE, CLOSED or NIL. */
    public Outcome close() {
        Park.switchPoint();
        if (this == NIL_CHANNEL) {
            return Outcome.NIL;
        }
        WaitQueue woken = new WaitQueue();
        lock();
        if (closed) {
            unlock();
            return Outcome.CLOSED;
        }
        CLOSED_FLAG.setRelease(this, true); // and nobody can queue any more: C4
        // Receivers, then senders, each pushed in front: they are readied in reverse order, as Go does.
        for (Waiter w = receivers.claimFirst(); w != null; w = receivers.claimFirst()) {
            w.elem = null;
            w.success = false;
            woken.addFirst(w);
        }
        for (Waiter w = senders.claimFirst(); w != null; w = senders.claimFirst()) {
            w.elem = null;
            w.success = false;
            woken.addFirst(w);
        }
        unlock();
        for (Waiter w = woken.takeFirst(); w != null; w = woken.takeFirst()) {
            Park.ready(w);
        }
        return Outcome.DONE;
    }

    // --- looking ---

    /** Returns whether close was called. */
    public boolean isClosed() {
        return closedGlance();
    }

    /** Returns the number of values in the ring; 0 for a timer's channel. */
    public int len() {
        return timer != null ? 0 : (int) COUNT.getOpaque(this);
    }

    /** Returns the capacity; 0 for a timer's channel. */
    public int cap() {
        return timer != null ? 0 : slots.length;
    }

    // --- parts, lock held ---

    /**
     * For the channel of a timer: hands {@code v} to a receiver, which the caller must ready after the unlock, or keeps
     * it if there is room.
     */
    @Nullable Waiter offer(Object v) {
        Waiter receiver = receivers.claimFirst();
        if (receiver != null) {
            handTo(receiver, v);
        } else if (count < slots.length) {
            put(v);
        }
        return receiver;
    }

    /** For the channel of a timer: forgets the value that nobody has received. Returns whether there was one. */
    boolean withdrawValue() {
        if (count == 0) {
            return false;
        }
        take();
        return true;
    }

    /** May fail, for want of memory or after a shutdown, and has changed nothing then. */
    void enqueueReceiver(Waiter w) {
        if (timer != null) {
            timer.watch();
        }
        receivers.add(w);
    }

    /** Undoes {@link #enqueueReceiver}. */
    void dequeueReceiver(Waiter w) {
        receivers.remove(w);
        if (timer != null) {
            timer.unwatch();
        }
    }

    /** A receiver that was queued is not any more. Lock not held. */
    void receiverGone() {
        if (timer != null) {
            lock();
            timer.unwatch();
            unlock();
        }
    }

    boolean canSend() {
        return closed || receivers.hasOpen() || count < slots.length;
    }

    boolean canReceive() {
        if (timer != null) {
            timer.deliverIfDue();
        }
        return count > 0 || senders.hasOpen() || closed;
    }

    private static void handTo(Waiter receiver, Object v) {
        receiver.elem = v;
        receiver.success = true;
    }

    private static Object takeFrom(Waiter sender) {
        Object v = sender.elem;
        if (v == null) {
            throw new AssertionError("go4j bug C1: a sender without a value");
        }
        sender.elem = null;
        sender.success = true;
        return v;
    }

    private void put(Object v) {
        int at = head + count;
        slots[at < slots.length ? at : at - slots.length] = v;
        COUNT.setOpaque(this, count + 1);
        assert count <= slots.length : "C5";
    }

    private Object take() {
        Object v = slots[head];
        vacate(head); // a received value must not be kept alive by the channel
        head = head + 1 == slots.length ? 0 : head + 1;
        COUNT.setOpaque(this, count - 1);
        return v;
    }

    @SuppressWarnings("NullAway") // only slots that hold a value are read
    private void vacate(int i) {
        slots[i] = null;
    }

    /** After a take: a waiting sender's value gets the freed slot (C3). No receiver waits (C2). */
    private @Nullable Waiter refill() {
        Waiter sender = senders.claimFirst();
        if (sender != null) {
            put(takeFrom(sender));
        }
        return sender;
    }

    // --- waiting, lock not held ---

    private static Outcome waitOnNil(WaitReason reason, long deadline) {
        return Park.mayNotBlock() ? Outcome.INTERRUPTED : Park.await(new Waiter(null), reason, deadline);
    }
}
