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
import java.util.Objects;
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

    /**
     * A key in the map. Its hash code is asked for once, and to take it out nothing of the user's is called: a key that throws, or has
     * changed meanwhile, must not stay, nor keep those who wait from getting their result.
     */
    private final class Entry {
        private final K key;
        private final int hash;

        Entry(K key) {
            this.key = key;
            this.hash = Objects.hashCode(key);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other == this || (!removing && other instanceof SingleFlight<?, ?>.Entry e && Objects.equals(key, e.key));
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

    // guarded by the mutex
    private final Map<Entry, Call<V>> calls = new HashMap<>();
    private boolean removing;

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
        Entry entry = new Entry(key);
        Call<V> c = join(entry, mine, null);
        if (c != mine) {
            c.running.await();
            return outcome(c, true);
        }
        return outcome(c, perform(entry, c, f));
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
     * can catch it. It ends a whole program; elsewhere, once it was reported, the result fails with it, as a {@link Panic}, so that nobody
     * waits for ever. (Go: Group.DoChan.)
     *
     * @param key for what
     * @param f gives the result
     * @return a channel with a buffer, on which the result is sent; it is never closed
     */
    public RecvChan<Result<V>> runChan(K key, GoSupplier<? extends V> f) {
        Park.switchPointOfMany();
        Chan<Result<V>> ch = Chan.make(1);
        Call<V> mine = new Call<>();
        Entry entry = new Entry(key);
        if (join(entry, mine, ch) == mine) {
            try {
                go(() -> perform(entry, mine, f));
            } catch (Throwable t) { // no memory, or the runtime is shut down: for those who have joined
                mine.failure = t;
                settle(entry, mine);
                throw t;
            }
        }
        return ch;
    }

    /** Returns the call that is under way for {@code key}, which has one caller more now; else {@code mine}, which now is. */
    private Call<V> join(Entry entry, Call<V> mine, @Nullable Chan<Result<V>> ch) {
        mine.running.add(1);
        mutex.lock();
        try {
            Call<V> c = calls.get(entry);
            if (c == null) {
                c = mine;
                calls.put(entry, c);
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
    private boolean perform(Entry entry, Call<V> c, GoSupplier<? extends V> f) {
        try {
            c.value = f.get();
        } catch (Throwable t) { // for every caller to throw
            c.failure = t;
        }
        return settle(entry, c);
    }

    private boolean settle(Entry entry, Call<V> c) {
        finish(entry, c);
        c.running.done();
        boolean shared = c.others > 0;
        tell(c, shared);
        return shared;
    }

    /** From now on nobody joins {@code c}. */
    private void finish(Entry entry, Call<V> c) {
        mutex.lock();
        removing = true;
        try {
            calls.remove(entry, c);
        } finally {
            removing = false;
            mutex.unlock();
        }
    }

    private void tell(Call<V> c, boolean shared) {
        Throwable t = c.failure;
        if (c.channels.isEmpty() || t instanceof GoexitError) {
            return;
        }
        if (t == null || (t instanceof Exception && !(t instanceof Panic))) {
            send(c, (Exception) t, shared);
            return;
        }
        go(() -> {
            Sched.atEnd(reported -> send(c, t instanceof Panic p ? p : new Panic(t), shared));
            throw Sema.<RuntimeException>rethrow(t);
        });
    }

    private void send(Call<V> c, @Nullable Exception failure, boolean shared) {
        for (Chan<Result<V>> ch : c.channels) {
            ch.send(new Result<>(c.value, failure, shared));
        }
    }

    /**
     * Makes the next caller start anew, even if one is running now; those who wait for that one get its result.
     *
     * @param key for what
     */
    public void forget(K key) {
        Park.switchPointOfMany();
        Entry entry = new Entry(key);
        mutex.lock();
        try {
            calls.remove(entry);
        } finally {
            mutex.unlock();
        }
    }
}
