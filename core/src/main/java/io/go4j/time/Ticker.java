// SPDX-License-Identifier: Apache-2.0
package io.go4j.time;

import io.go4j.Chan;
import io.go4j.Panic;
import io.go4j.RecvChan;
import io.go4j.chan.ChanTimer;
import io.go4j.timer.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Sends the time on its channel again and again. A slow receiver misses ticks: at most one waits for it. */
public final class Ticker implements AutoCloseable {
    private final ChanTimer timer = new ChanTimer();
    private final RecvChan<Instant> channel = Timer.channelOf(timer);

    private Ticker() {}

    /**
     * Makes a ticker. Ticks stay on the grid that begins now, however late they are received.
     *
     * @param period the distance of two ticks, more than zero
     * @return the ticker, running
     * @throws Panic {@code non-positive interval for NewTicker}
     */
    public static Ticker every(Duration period) {
        if (!isPositive(period)) {
            throw new Panic("non-positive interval for NewTicker");
        }
        Ticker t = new Ticker();
        t.timer.reset(Clock.nanos(period), Clock.nanos(period));
        return t;
    }

    /**
     * Returns the channel of a ticker that nobody needs to stop: it is garbage when nobody refers to the channel. (Go: time.Tick.)
     *
     * @param period the distance of two ticks; zero or less: there are none
     * @return the channel; the nil channel if the period is not positive
     */
    public static RecvChan<Instant> tick(Duration period) {
        return isPositive(period) ? every(period).channel() : Chan.nil();
    }

    private static boolean isPositive(Duration period) {
        return Objects.requireNonNull(period, "ticker: no period").isPositive();
    }

    /** Stops the ticker. Afterwards no tick can be received. Does not close the channel. */
    public void stop() {
        timer.stop();
    }

    /** The same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    /**
     * Starts anew with another period; a tick that waits is dropped.
     *
     * @param period the distance of two ticks, more than zero
     * @throws Panic {@code non-positive interval for Ticker.Reset}
     */
    public void reset(Duration period) {
        if (!isPositive(period)) {
            throw new Panic("non-positive interval for Ticker.Reset");
        }
        timer.reset(Clock.nanos(period), Clock.nanos(period));
    }

    /**
     * Returns the channel on which the ticks are sent; it is never closed, and its length and capacity are always 0.
     *
     * @return the channel
     */
    public RecvChan<Instant> channel() {
        return channel;
    }
}
