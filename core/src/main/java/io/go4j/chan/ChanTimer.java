// SPDX-License-Identifier: Apache-2.0
package io.go4j.chan;

import io.go4j.park.Park;
import io.go4j.park.Waiter;
import io.go4j.sched.Sched;
import io.go4j.timer.Clock;
import io.go4j.timer.Timer;
import org.jspecify.annotations.Nullable;

/** A timer or ticker that sends the time on a channel, with the synchronous behaviour of Go 1.23. */
public final class ChanTimer {
    /*
     * The channel has one slot that no user sees. While nobody waits on the channel, the timer is in no heap: every operation first looks
     * at the clock and, if the timer is due, puts the time into the slot. So a timer that nobody refers to is garbage, a pending one that
     * nobody waits for does not hide a deadlock, and after stop or reset no value of the setting before can be received, because both
     * empty the slot under the lock of the channel. Only while somebody waits does the timer stand in a heap.
     *
     * All fields are guarded by the lock of the channel. `seq` tells an expiry that was on its way when the setting changed.
     */
    private final Hchan ch = new Hchan(this);
    private final Timer timer = new Timer(this::fire);

    private boolean armed;
    private long when;
    private long periodNanos;
    private long seq;
    private int watchers;
    private boolean inHeap;

    /** Makes a timer that is not set. */
    public ChanTimer() {}

    /** Returns the channel. */
    public Hchan channel() {
        return ch;
    }

    /**
     * Sets or sets again: due in {@code nanos}, then every {@code periodNanos} if that is positive.
     *
     * @return whether it was set before, or a value of it had not been received
     */
    public boolean reset(long nanos, long periodNanos) {
        Park.switchPoint();
        ch.lock();
        try {
            boolean was = disarm();
            armed = true;
            when = Clock.after(nanos);
            this.periodNanos = periodNanos;
            if (watchers > 0) {
                enterHeap();
            }
            return was;
        } finally {
            ch.unlock(); // there may be no memory for the heap
        }
    }

    /**
     * Stops; nothing of the present setting can be received afterwards.
     *
     * @return whether it was set, or a value of it had not been received
     */
    public boolean stop() {
        Park.switchPoint();
        ch.lock();
        boolean was = disarm();
        ch.unlock();
        return was;
    }

    /** Lock held. */
    private boolean disarm() {
        boolean was = armed;
        armed = false;
        seq++;
        leaveHeap();
        boolean withdrawn = ch.withdrawValue();
        return was || withdrawn;
    }

    /** A receiver is about to be queued. Changes nothing if it fails, for want of memory or after a shutdown. Lock held. */
    void watch() {
        if (watchers == 0 && armed) {
            enterHeap();
        }
        watchers++;
    }

    /** A receiver is not queued any more. Lock held. */
    void unwatch() {
        if (--watchers == 0) {
            leaveHeap();
        }
    }

    private void enterHeap() {
        seq++; // an expiry of an earlier entry may still be waiting for the lock
        Sched.addTimer(timer, when, 0, seq);
        inHeap = true;
    }

    private void leaveHeap() {
        if (inHeap) {
            inHeap = false;
            timer.stop();
        }
    }

    /** Before a receive: the timer may be due without having stood in a heap. Lock held. */
    void deliverIfDue() {
        if (armed && !inHeap && when <= Clock.nanos()) {
            Waiter receiver = expire();
            assert receiver == null : "nobody waits, or it would be in a heap";
        }
    }

    /** The heap found the timer due. */
    private void fire(long due, long seqThen) {
        Waiter receiver = null;
        ch.lock();
        try {
            if (seqThen == seq && inHeap) {
                inHeap = false;
                receiver = expire();
                if (armed && watchers > 0) {
                    enterHeap();
                }
            }
        } finally {
            ch.unlock();
        }
        if (receiver != null) {
            Park.ready(receiver);
        }
    }

    /** Lock held. The value is the time it was due, however late that is noticed. */
    private @Nullable Waiter expire() {
        long late = Math.max(0, Clock.nanos() - when);
        if (periodNanos > 0) { // stays on its grid; a slow receiver gets one tick, not all it missed
            when += periodNanos * (1 + late / periodNanos);
        } else {
            armed = false;
        }
        return ch.offer(Clock.wall().minusNanos(late));
    }
}
