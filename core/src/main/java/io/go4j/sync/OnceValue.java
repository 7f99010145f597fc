// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.GoSupplier;
import io.go4j.GoexitError;
import io.go4j.Panic;
import io.go4j.park.Park;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed when it is first asked for.
 *
 * {@snippet file="sync/OnceValues.java" region="oncevalue"}
 *
 * <p>A failure is remembered too: every call throws the same exception. For several values, use a record. (Go: sync.OnceValue,
 * sync.OnceValues.)
 *
 * @param <T> the type of the value
 */
public final class OnceValue<T extends @Nullable Object> implements Supplier<T> {
    /** How it went: a value, or what was thrown. */
    private record Outcome(@Nullable Object value, @Nullable Throwable failure) {}

    private final Mutex mutex = new Mutex();
    private volatile @Nullable Outcome outcome;

    /** Null once it has been asked. Guarded by `mutex`. */
    private @Nullable GoSupplier<? extends T> supplier;

    private OnceValue(GoSupplier<? extends T> supplier) {
        this.supplier = supplier;
    }

    /**
     * Makes a value that has not been computed.
     *
     * @param <T> the type of the value
     * @param supplier computes it; it is forgotten once it has been asked
     * @return what asks it
     */
    public static <T extends @Nullable Object> OnceValue<T> of(GoSupplier<? extends T> supplier) {
        return new OnceValue<>(Objects.requireNonNull(supplier, "sync: no supplier"));
    }

    /**
     * Returns the value; computes it if this is the first call, and waits if another goroutine is doing that. The wait cannot be
     * interrupted.
     *
     * <p>What computing throws, checked exceptions included, every call throws. If computing ends its goroutine by {@code goexit}, later
     * calls panic.
     *
     * <p>An interrupt of the first caller, if the supplier waits and lets its exception out, is such a failure too: it is remembered for
     * all, as the supplier is not asked twice. A supplier that shall not be interrupted runs in {@link io.go4j.Go4j#uninterruptibly}.
     *
     * <p>Memory effects: the end of the computation happens-before the return of every call.
     *
     * @return the value
     */
    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // only a T gets into an outcome
    public T get() {
        Park.switchPointOfMany();
        Outcome o = outcome;
        if (o == null) {
            o = compute();
        }
        if (o.failure != null) {
            throw Sema.<RuntimeException>rethrow(o.failure);
        }
        return (T) o.value;
    }

    private Outcome compute() {
        mutex.lock();
        try {
            Outcome o = outcome;
            if (o == null) {
                GoSupplier<? extends T> s = supplier;
                supplier = null;
                o = s == null ? new Outcome(null, new Panic(null)) : ask(s); // null: the first call ended by goexit
                outcome = o;
            }
            return o;
        } finally {
            mutex.unlock();
        }
    }

    private static Outcome ask(GoSupplier<?> s) {
        try {
            return new Outcome(s.get(), null);
        } catch (GoexitError e) {
            throw e;
        } catch (Throwable t) {
            return new Outcome(null, t);
        }
    }
}
