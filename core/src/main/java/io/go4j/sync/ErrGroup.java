// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoexitError;
import io.go4j.Goroutine;
import io.go4j.Panic;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import io.go4j.park.Park;
import io.go4j.sched.Attached;
import io.go4j.sched.Sched;
import io.go4j.sched.Wrapped;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines that do the parts of one task: the first failure is that of the task.
 *
 * {@snippet file="sync/AllOrNothing.java" region="errgroup"}
 *
 * <p>A failure is an exception that leaves a part, checked or not, or a failed assertion. Other errors are panics, as in every goroutine:
 * they end a whole program before anybody can take the task for done. Where they do not, they are reported, and are failures after that.
 * (Go: golang.org/x/sync/errgroup.Group.)
 */
public final class ErrGroup implements AutoCloseable {
    private static final String NO_PART = "errgroup: no part";

    private final @Nullable CancelContext context;
    private final WaitGroup active = new WaitGroup();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** A unit of it is taken for each active part; null: no limit. */
    private volatile @Nullable Semaphore slots;

    /** The failure that has been thrown to who waits; {@link #close} does not throw it again. */
    private volatile @Nullable Throwable told;

    /** Makes a group without a context: a failure stops none of the other parts. */
    public ErrGroup() {
        this(null);
    }

    private ErrGroup(@Nullable CancelContext context) {
        this.context = context;
    }

    /**
     * Makes a group with a context below {@code parent}, which is cancelled at the first failure, with that as its cause, or when {@link
     * #await} returns.
     *
     * @param parent the context of the task
     * @return the group; hand its {@link #context} to the parts
     */
    public static ErrGroup withContext(Context parent) {
        return new ErrGroup(Objects.requireNonNull(parent, "errgroup: no parent").withCancel());
    }

    /**
     * Returns the context for the parts.
     *
     * @return {@link Context#background} if the group was made without one
     */
    public Context context() {
        return context == null ? Context.background() : context;
    }

    /**
     * Starts a part in a goroutine of its own. If there is a limit, waits first until there are fewer active ones.
     *
     * @param part what to do
     * @return the goroutine, for looking at
     * @throws io.go4j.GoInterruptedException if the thread is interrupted while, or when, it would have to wait; nothing was started
     */
    public Goroutine go(GoBody part) {
        Park.switchPointOfMany();
        Objects.requireNonNull(part, NO_PART);
        Semaphore slot = slots;
        if (slot != null) {
            slot.acquire();
        }
        return start(part, slot);
    }

    /**
     * Starts a part if the limit allows that now.
     *
     * @param part what to do
     * @return whether it was started
     */
    public boolean tryGo(GoBody part) {
        Park.switchPointOfMany();
        Objects.requireNonNull(part, NO_PART);
        Semaphore slot = slots;
        if (slot != null && !slot.tryAcquire()) {
            return false;
        }
        start(part, slot);
        return true;
    }

    private Goroutine start(GoBody part, @Nullable Semaphore slot) {
        active.add(1);
        try {
            return Go4j.go(new Part(this, part, slot));
        } catch (Throwable t) { // no memory, or the runtime is shut down: nobody would end it
            ended(slot);
            throw t;
        }
    }

    private void ended(@Nullable Semaphore slot) {
        if (slot != null) {
            slot.release();
        }
        active.done();
    }

    private record Part(ErrGroup group, GoBody body, @Nullable Semaphore slot) implements GoBody, Wrapped {
        @Override
        public void run() {
            try {
                body.run();
            } catch (GoexitError e) {
                Sched.atEnd(this::ended);
                throw e;
            } catch (Exception | AssertionError t) {
                ended(t);
                return;
            } catch (Throwable t) {
                Sched.atEnd(this::ended);
                throw t;
            }
            ended(null);
        }

        private void ended(@Nullable Throwable failure) {
            try {
                if (failure != null) {
                    group.failed(failure);
                }
            } finally { // to cancel the context may call a context of the user's
                group.ended(slot);
            }
        }

        @Override
        public Object wrapped() {
            return body;
        }
    }

    private void failed(Throwable t) {
        if (failure.compareAndSet(null, t)) {
            if (context != null) {
                context.cancel(t);
            }
            return;
        }
        Throwable first = failure.get();
        if (first != null) {
            Attached.attach(first, t);
        }
    }

    /**
     * Limits how many parts are active at a time.
     *
     * @param limit less than zero: no limit; zero: none can be started
     * @throws Panic {@code errgroup: modify limit while N goroutines in the group are still active}
     */
    public void setLimit(int limit) {
        Semaphore old = slots;
        long active = old == null ? 0 : old.held();
        if (active > 0) {
            throw new Panic("errgroup: modify limit while " + active + " goroutines in the group are still active");
        }
        slots = limit < 0 ? null : new Semaphore(limit);
    }

    /**
     * Waits for all parts, then throws the first failure, if there is one: the very exception, checked or not, with the later ones as
     * suppressed.
     *
     * <p>Memory effects: the end of every part happens-before the return.
     *
     * @throws io.go4j.GoInterruptedException if the thread is interrupted while, or when, it would have to wait; the parts go on
     */
    public void await() {
        Park.switchPointOfMany();
        active.await();
        if (context != null) {
            context.cancel();
        }
        Throwable t = failure.get();
        if (t != null) {
            told = t;
            throw Sema.<RuntimeException>rethrow(t);
        }
    }

    /**
     * Makes sure that no part is active any more: cancels the context and waits for all parts, whatever interrupts; then it throws the
     * first failure, if there is one that was not thrown before. After {@link #await} it has nothing to do, unless a part was started
     * since.
     */
    @Override
    public void close() {
        if (context != null) {
            context.cancel();
        }
        Go4j.uninterruptibly(() -> {
            active.await();
            if (failure.get() != told) {
                await();
            }
        });
    }
}
