// SPDX-License-Identifier: Apache-2.0
package io.go4j.time;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.RecvChan;
import io.go4j.chan.ChanFace;
import io.go4j.chan.ChanTimer;
import io.go4j.park.Park;
import io.go4j.sched.Sched;
import io.go4j.timer.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A timer that goes off once: it sends the time on its channel, or starts a goroutine. */
public final class Timer {
    /*
     * A channel timer is a ChanTimer; one with a function stands in the heap of a processor from when it is set until it goes off or is
     * stopped.
     */
    private final @Nullable ChanTimer chanTimer;
    private final @Nullable FuncTimer funcTimer;
    private final RecvChan<Instant> channel;

    private Timer(@Nullable ChanTimer chanTimer, @Nullable FuncTimer funcTimer, RecvChan<Instant> channel) {
        this.chanTimer = chanTimer;
        this.funcTimer = funcTimer;
        this.channel = channel;
    }

    private static final class FuncTimer {
        private final Runnable f;
        private final io.go4j.timer.Timer timer = new io.go4j.timer.Timer(this::fire);
        private long seq; // guarded by this, as is the setting

        FuncTimer(Runnable f) {
            this.f = f;
        }

        synchronized boolean stop() {
            seq++;
            return timer.stop();
        }

        synchronized boolean reset(long nanos) {
            boolean was = stop();
            Sched.addTimer(timer, Clock.after(nanos), 0, seq);
            return was;
        }

        private void fire(long when, long seqThen) {
            Go4j.go(f::run); // on its own goroutine: the scheduler must not wait for user code
        }
    }

    /**
     * Makes a timer that sends the time on its channel after at least {@code d}.
     *
     * @param d zero or less: at once
     * @return the timer, set
     */
    public static Timer of(Duration d) {
        ChanTimer timer = new ChanTimer();
        timer.reset(nanos(d), 0);
        return new Timer(timer, null, channelOf(timer));
    }

    /**
     * Returns a channel on which the time is sent once, after at least {@code d}. The same as {@link Go4j#after}. (Go: time.After.)
     *
     * @param d zero or less: at once
     * @return the channel; it is never closed
     */
    public static RecvChan<Instant> after(Duration d) {
        return Go4j.after(d);
    }

    /**
     * Makes a timer that runs {@code f} in a goroutine of its own after at least {@code d}.
     *
     * @param d zero or less: at once
     * @param f what to run
     * @return the timer, set; its channel is the nil channel
     */
    public static Timer afterFunc(Duration d, Runnable f) {
        Park.switchPointOfMany();
        FuncTimer timer = new FuncTimer(Objects.requireNonNull(f, "timer: no function"));
        timer.reset(nanos(d));
        return new Timer(null, timer, Chan.nil());
    }

    /**
     * Stops the timer. Afterwards no value of it can be received; a function that was started is not waited for. Stopping does not close
     * the channel.
     *
     * @return true if this stopped it: the function was not started, or the value, sent or not, was not received
     */
    public boolean stop() {
        Park.switchPointOfMany();
        return chanTimer != null ? chanTimer.stop() : Objects.requireNonNull(funcTimer).stop();
    }

    /**
     * Sets the timer anew, to go off after at least {@code d} from now. Afterwards no value of the setting before can be received.
     *
     * @param d zero or less: at once
     * @return what {@link #stop} would have returned
     */
    public boolean reset(Duration d) {
        Park.switchPointOfMany();
        return chanTimer != null ? chanTimer.reset(nanos(d), 0) : Objects.requireNonNull(funcTimer).reset(nanos(d));
    }

    /**
     * Returns the channel on which the time is sent; it is never closed, and its length and capacity are always 0.
     *
     * @return the channel; the nil channel for a timer with a function
     */
    public RecvChan<Instant> channel() {
        return channel;
    }

    private static long nanos(Duration d) {
        return Clock.nanos(Objects.requireNonNull(d, "timer: no duration"));
    }

    @SuppressWarnings("unchecked") // a ChanTimer sends nothing but instants
    static RecvChan<Instant> channelOf(ChanTimer timer) {
        Chan.nil(); // initialises the class
        return (RecvChan<Instant>) ChanFace.make(timer.channel());
    }
}
