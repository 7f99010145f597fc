// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.select;

import io.go4j.context.Context;
import io.go4j.sync.Mutex;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Lets so many through in a time, and a few at once after a pause.
 *
 * {@snippet file="flow/Limited.java" region="limiter"}
 *
 * <p>A bucket of tokens, filled at a steady rate. First come first served. (Go: golang.org/x/time/rate.Limiter.)
 */
public final class RateLimiter {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    /** Instead of the time of a token. */
    static final long TOO_LATE = -1;

    /*
     * Tokens are counted, and not kept as the one moment at which the bucket would have been empty: that may be centuries ago, more than
     * nanoseconds can tell.
     *
     * Who gives up his wait gives his token back (cancel), as far as that is possible: those who came after him have been told their times
     * by then, and keep them. So only the one who came last gives anything back, and then the one before him is the last. (Go:
     * Reservation.CancelAt, for one token.)
     */
    private final LongSupplier clock;
    private final long start;
    private final long intervalNanos;
    private final int burst;
    private final Mutex mutex = new Mutex();

    // guarded by mutex
    /** How many there are; below zero: so many are taken that are still to come. */
    private long tokens;

    /** When that was so; the next one comes an interval later. Times are nanoseconds since the limiter was made. */
    private long since;

    /** When the token comes that was taken last. */
    private long last;

    private RateLimiter(long intervalNanos, int burst, LongSupplier clock) {
        this.intervalNanos = intervalNanos;
        this.burst = burst;
        this.tokens = burst;
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    /**
     * Makes a limiter with a full bucket.
     *
     * @param events how many to let through in {@code per}, at least 1
     * @param per the time, at least a nanosecond for each event; 292 years for one stand for everything longer
     * @param burst how many tokens the bucket holds, at least 1
     * @return the limiter
     */
    public static RateLimiter of(int events, Duration per, int burst) {
        return of(events, per, burst, System::nanoTime);
    }

    /** The same by a clock of nanoseconds that need not begin at zero. */
    static RateLimiter of(int events, Duration per, int burst, LongSupplier clock) {
        Objects.requireNonNull(per, "flow: no time");
        if (events < 1 || burst < 1 || per.compareTo(Duration.ofNanos(events)) < 0) {
            throw new IllegalArgumentException("flow: rate " + events + " per " + per + " with burst " + burst + " is below 1");
        }
        Duration interval = per.dividedBy(events);
        return new RateLimiter(interval.compareTo(LONGEST) < 0 ? interval.toNanos() : Long.MAX_VALUE, burst, clock);
    }

    /**
     * Takes a token if there is one now.
     *
     * @return whether there was
     */
    public boolean tryAcquire() {
        return reserve(0) != TOO_LATE;
    }

    /**
     * Takes a token; waits until there is one.
     *
     * @throws io.go4j.GoInterruptedException if the thread is interrupted while, or when, it would have to wait; the token is given back,
     *     if nobody has come after this call
     */
    public void acquire() {
        acquire(Context.background());
    }

    /**
     * Takes a token unless {@code ctx} ends before. If the token would come after the deadline of {@code ctx}, only waits for its end: so
     * callers that give up take nothing from those who come later. Who is cancelled gives his token back, if nobody has come after him;
     * else those who came keep their times.
     *
     * @param ctx for what
     * @throws io.go4j.context.ContextException if {@code ctx} has ended
     * @throws io.go4j.GoInterruptedException as {@link #acquire()}
     */
    public void acquire(Context ctx) {
        ctx.throwIfDone();
        long when = reserve(nanosLeft(ctx));
        if (when == TOO_LATE) {
            ctx.done().receive();
            ctx.throwIfDone();
        }
        long wait = when - now();
        if (wait > 0 && !hasCome(wait, when, ctx)) {
            ctx.throwIfDone();
        }
    }

    /** Waits for the token that comes in {@code wait} nanoseconds. False: {@code ctx} has ended, and the token was given back. */
    private boolean hasCome(long wait, long when, Context ctx) {
        boolean there = false;
        Timer timer = Timer.of(Duration.ofNanos(wait));
        try {
            there = select(timer.channel().receiving().map(t -> true), ctx.done().receiving().map(v -> false));
        } finally {
            timer.stop();
            if (!there) {
                cancel(when);
            }
        }
        return there;
    }

    private static long nanosLeft(Context ctx) {
        Duration left = ctx.timeLeft();
        if (left == null) {
            return Long.MAX_VALUE;
        }
        return left.isNegative() ? 0 : left.compareTo(LONGEST) < 0 ? left.toNanos() : Long.MAX_VALUE;
    }

    private long now() {
        return clock.getAsLong() - start;
    }

    /** Adds what has come until {@code now}. Mutex held. */
    private void fill(long now) {
        long come = (now - since) / intervalNanos;
        if (tokens + come >= burst) {
            tokens = burst;
            since = now;
        } else {
            tokens += come;
            since += come * intervalNanos;
        }
    }

    /** The longest time there is stands for everything longer. */
    private static long times(long n, long nanos) {
        return Math.multiplyHigh(n, nanos) == 0 && n * nanos >= 0 ? n * nanos : Long.MAX_VALUE;
    }

    /** Takes the next token if it comes in {@code most} nanoseconds. Returns when it does; {@link #TOO_LATE}: nothing was taken. */
    long reserve(long most) {
        mutex.lock();
        try {
            long now = now();
            fill(now);
            long wait = tokens > 0 ? 0 : times(1 - tokens, intervalNanos) - (now - since);
            if (wait > most) {
                return TOO_LATE;
            }
            tokens--;
            last = wait < Long.MAX_VALUE - now ? now + wait : Long.MAX_VALUE;
            return last;
        } finally {
            mutex.unlock();
        }
    }

    /** Gives back the token that comes at {@code when}, if that is still to come and nobody has come after who took it. */
    void cancel(long when) {
        mutex.lock();
        try {
            long now = now();
            if (when < now || when != last) {
                return;
            }
            fill(now);
            tokens = Math.min(tokens + 1, burst);
            if (when - intervalNanos >= now) {
                last = when - intervalNanos;
            }
        } finally {
            mutex.unlock();
        }
    }
}
