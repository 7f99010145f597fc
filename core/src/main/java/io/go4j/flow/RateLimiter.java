// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.select;

import io.go4j.context.Context;
import io.go4j.sync.Mutex;
import io.go4j.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Lets so many through in a time, and a few at once after a pause.
 *
 * {@snippet file="flow/Limited.java" region="limiter"}
 *
 * <p>A bucket of tokens, filled at a steady rate. First come first served. (Go: golang.org/x/time/rate.Limiter.)
 */
public final class RateLimiter {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    /*
     * Tokens are counted, and not kept as the one moment at which the bucket would have been empty: that may be centuries ago, more than
     * nanoseconds can tell.
     */
    private final long intervalNanos;
    private final int burst;
    private final Mutex mutex = new Mutex();

    // guarded by mutex
    /** How many there are; below zero: so many are taken that are still to come. */
    private long tokens;

    /** When that was so, by {@link System#nanoTime}; the next one comes an interval later. */
    private long since = System.nanoTime();

    private RateLimiter(long intervalNanos, int burst) {
        this.intervalNanos = intervalNanos;
        this.burst = burst;
        this.tokens = burst;
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
        Objects.requireNonNull(per, "flow: no time");
        if (events < 1 || burst < 1 || per.compareTo(Duration.ofNanos(events)) < 0) {
            throw new IllegalArgumentException("flow: rate " + events + " per " + per + " with burst " + burst + " is below 1");
        }
        Duration interval = per.dividedBy(events);
        return new RateLimiter(interval.compareTo(LONGEST) < 0 ? interval.toNanos() : Long.MAX_VALUE, burst);
    }

    /**
     * Takes a token if there is one now.
     *
     * @return whether there was
     */
    public boolean tryAcquire() {
        return reserve(0) == 0;
    }

    /**
     * Takes a token; waits until there is one.
     *
     * @throws io.go4j.GoInterruptedException if the thread is interrupted while, or when, it would have to wait; the token is lost
     */
    public void acquire() {
        acquire(Context.background());
    }

    /**
     * Takes a token unless {@code ctx} ends before. If the token would come after the deadline of {@code ctx}, only waits for its end: so
     * callers that give up take nothing from those who come later.
     *
     * @param ctx for what
     * @throws io.go4j.context.ContextException if {@code ctx} has ended; a token that would have come before its deadline is lost
     * @throws io.go4j.GoInterruptedException as {@link #acquire()}
     */
    public void acquire(Context ctx) {
        ctx.throwIfDone();
        long most = nanosLeft(ctx);
        long wait = reserve(most);
        if (wait == 0) {
            return;
        }
        if (wait > most) { // it comes too late
            ctx.done().receive();
            ctx.throwIfDone();
        }
        Timer timer = Timer.of(Duration.ofNanos(wait));
        boolean there = select(timer.channel().receiving().map(t -> true), ctx.done().receiving().map(v -> false));
        timer.stop();
        if (!there) {
            ctx.throwIfDone();
        }
    }

    private static long nanosLeft(Context ctx) {
        Instant deadline = ctx.deadline();
        Duration left = deadline == null ? LONGEST : Duration.between(Instant.now(), deadline);
        return left.isNegative() ? 0 : left.compareTo(LONGEST) < 0 ? left.toNanos() : Long.MAX_VALUE;
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

    /** Takes the next token if it comes in {@code most} nanoseconds. Returns when it does, in any case. */
    private long reserve(long most) {
        mutex.lock();
        try {
            long now = System.nanoTime();
            fill(now);
            long wait = tokens > 0 ? 0 : times(1 - tokens, intervalNanos) - (now - since);
            if (wait <= most) {
                tokens--;
            }
            return wait;
        } finally {
            mutex.unlock();
        }
    }
}
