// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.select;

import io.go4j.context.Context;
import io.go4j.sync.Mutex;
import io.go4j.time.Timer;
import java.time.Duration;

/**
 * Lets so many through in a time, and a few at once after a pause.
 *
 * {@snippet file="flow/Limited.java" region="limiter"}
 *
 * <p>A bucket of tokens, filled at a steady rate. First come first served. (Go: golang.org/x/time/rate.Limiter.)
 */
public final class RateLimiter {
    private final long intervalNanos;
    private final long burstNanos;
    private final Mutex mutex = new Mutex();

    /** When the next token is there that nobody has taken, by {@link System#nanoTime}. Guarded by mutex. */
    private long next;

    private RateLimiter(long intervalNanos, int burst) {
        this.intervalNanos = intervalNanos;
        this.burstNanos = intervalNanos * (burst - 1);
        this.next = System.nanoTime() - burstNanos;
    }

    /**
     * Makes a limiter with a full bucket.
     *
     * @param events how many to let through in {@code per}, at least 1
     * @param per the time, at least a nanosecond for each event
     * @param burst how many tokens the bucket holds, at least 1
     * @return the limiter
     */
    public static RateLimiter of(int events, Duration per, int burst) {
        if (events < 1 || burst < 1 || per.toNanos() < events) {
            throw new IllegalArgumentException("flow: rate " + events + " per " + per + " with burst " + burst + " is below 1");
        }
        return new RateLimiter(per.toNanos() / events, burst);
    }

    /**
     * Takes a token if there is one now.
     *
     * @return whether there was
     */
    public boolean tryAcquire() {
        return reserve(false) <= 0;
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
     * Takes a token unless {@code ctx} ends before.
     *
     * @param ctx for what
     * @throws io.go4j.context.ContextException if {@code ctx} has ended; the token is lost
     * @throws io.go4j.GoInterruptedException as {@link #acquire()}
     */
    public void acquire(Context ctx) {
        ctx.throwIfDone();
        long wait = reserve(true);
        if (wait <= 0) {
            return;
        }
        Timer timer = Timer.of(Duration.ofNanos(wait));
        boolean there = select(timer.channel().receiving().map(t -> true), ctx.done().receiving().map(v -> false));
        timer.stop();
        if (!there) {
            ctx.throwIfDone();
        }
    }

    /** Takes the next token if it is there, or {@code even} if it is not. Returns how long until it is. */
    private long reserve(boolean even) {
        mutex.lock();
        try {
            long now = System.nanoTime();
            if (now - next > burstNanos) { // the bucket is full
                next = now - burstNanos;
            }
            long wait = next - now;
            if (wait <= 0 || even) {
                next += intervalNanos;
            }
            return wait;
        } finally {
            mutex.unlock();
        }
    }
}
