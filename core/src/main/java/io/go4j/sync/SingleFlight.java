// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoSupplier;
import io.go4j.GoexitError;
import io.go4j.Panic;
import io.go4j.RecvChan;
import io.go4j.park.Park;
import io.go4j.sched.Sched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does a thing once for all who ask for it at the same time.
 *
 * {@snippet file="sync/OneFlight.java" region="singleflight"}
 *
 * <p>Not a cache: once it is done, the next who asks starts anew. (Go: golang.org/x/sync/singleflight.Group.)
 *
 * @param <K> the type of the keys
 * @param <V> the type of the results
 */
public final class SingleFlight<K, V extends @Nullable Object> {
    /**
     * How it went.
     *
     * @param <V> the type of the value
     * @param value the value; null if it failed
     * @param failure what was thrown; null if there is a value
     * @param shared whether several callers got this
     */
    public record Result<V extends @Nullable Object>(@Nullable V value, @Nullable Exception failure, boolean shared) {
        /**
         * Returns the value, or throws the failure as it is.
         *
         * @return the value
         */
        public @Nullable V get() {
            if (failure != null) {
                throw Sema.<RuntimeException>rethrow(failure);
            }
            return value;
        }
    }

    private static final class Call<V extends @Nullable Object> {
        final WaitGroup running = new WaitGroup();

        // written before `running` is done
        @Nullable V value;
        @Nullable Throwable failure;

        // guarded by the mutex until `finish`, and not changed afterwards
        int others;
        final List<Chan<Result<V>>> channels = new ArrayList<>();
    }

    private final Mutex mutex = new Mutex();

    /** Guarded by the mutex. */
    private final Map<K, Call<V>> calls = new HashMap<>();

    /** Makes one in which nothing runs. */
    public SingleFlight() {}

    /**
     * Runs {@code f}, or waits for the one who is running it for the same key.
     *
     * <p>What {@code f} throws, all callers throw; if it ends its goroutine by {@code goexit}, all callers end theirs. (Go: Group.Do.)
     *
     * @param key for what
     * @param f gives the result
     * @return the result, without a failure
     * @throws io.go4j.GoInterruptedException if the thread is interrupted while it waits for another caller
     */
    public Result<V> run(K key, GoSupplier<? extends V> f) {
        Park.switchPointOfMany();
        Call<V> mine = new Call<>();
        Call<V> c = join(key, mine, null);
        if (c != mine) {
            c.running.await();
            return outcome(c, true);
        }
        return outcome(c, perform(key, c, f));
    }

    private Result<V> outcome(Call<V> c, boolean shared) {
        if (c.failure instanceof GoexitError) {
            if (Sched.currentG() != null) {
                throw Go4j.goexit();
            }
            throw new Panic("singleflight: runtime.Goexit was called"); // there is no goroutine to end
        }
        if (c.failure != null) {
            throw Sema.<RuntimeException>rethrow(c.failure);
        }
        return new Result<>(c.value, null, shared);
    }

    /**
     * The same without waiting: if nobody runs it for this key, {@code f} runs in a goroutine of its own.
     *
     * <p>An exception is a failure in the result. A {@link Panic} or an error is not: it is thrown in a goroutine of its own, where nobody
     * can catch it. (Go: Group.DoChan.)
     *
     * @param key for what
     * @param f gives the result
     * @return a channel with a buffer, on which the result is sent; it is never closed
     */
    public RecvChan<Result<V>> runChan(K key, GoSupplier<? extends V> f) {
        Park.switchPointOfMany();
        Chan<Result<V>> ch = Chan.make(1);
        Call<V> mine = new Call<>();
        if (join(key, mine, ch) == mine) {
            go(() -> perform(key, mine, f));
        }
        return ch;
    }

    /** Returns the call that is under way for {@code key}, which has one caller more now; else {@code mine}, which now is. */
    private Call<V> join(K key, Call<V> mine, @Nullable Chan<Result<V>> ch) {
        mutex.lock();
        try {
            Call<V> c = calls.get(key);
            if (c == null) {
                c = mine;
                c.running.add(1);
                calls.put(key, c);
            } else {
                c.others++;
            }
            if (ch != null) {
                c.channels.add(ch);
            }
            return c;
        } finally {
            mutex.unlock();
        }
    }

    /** Returns whether there were other callers. */
    private boolean perform(K key, Call<V> c, GoSupplier<? extends V> f) {
        try {
            c.value = f.get();
        } catch (Throwable t) { // for every caller to throw
            c.failure = t;
        }
        finish(key, c);
        c.running.done();
        boolean shared = c.others > 0;
        tell(c, shared);
        return shared;
    }

    /** From now on nobody joins {@code c}. */
    private void finish(K key, Call<V> c) {
        mutex.lock();
        try {
            calls.remove(key, c);
        } finally {
            mutex.unlock();
        }
    }

    private void tell(Call<V> c, boolean shared) {
        Throwable t = c.failure;
        if (c.channels.isEmpty() || t instanceof GoexitError) {
            return;
        }
        if (t instanceof Error || t instanceof Panic) {
            go(() -> {
                throw Sema.<RuntimeException>rethrow(t);
            });
            return;
        }
        for (Chan<Result<V>> ch : c.channels) {
            ch.send(new Result<>(c.value, (Exception) t, shared));
        }
    }

    /**
     * Makes the next caller start anew, even if one is running now; those who wait for that one get its result.
     *
     * @param key for what
     */
    public void forget(K key) {
        Park.switchPointOfMany();
        mutex.lock();
        try {
            calls.remove(key);
        } finally {
            mutex.unlock();
        }
    }
}
