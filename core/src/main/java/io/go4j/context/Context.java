// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import io.go4j.GoBody;
import io.go4j.RecvChan;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of work is done for: when it is to be given up, and a few values that belong to the request. Hand it down as the first
 * parameter, and do not keep it in fields.
 *
 * {@snippet file="context/Timeout.java" region="timeout"}
 *
 * <p>Contexts are a tree: each {@code with...} makes a child. Cancelling one cancels all below it, and none above. All methods may be
 * called by any thread at any time; none of them waits.
 *
 * <p>Memory effects: what was done before a cancel happens-before a receive from {@link #done} that sees it closed, and before the return
 * of an {@link #err} that is not null.
 *
 * <p>Others may implement this interface: they need {@link #deadline}, {@link #done}, {@link #err} and {@link #value}. A child of such a
 * context is cancelled through {@link #afterFunc}, which needs a goroutine unless it is overridden or the context passes on the {@code
 * done} of one made here. (Go: context.Context.)
 */
public interface Context {
    /** What {@link #err} of a cancelled context is. Without a stack trace. (Go: context.Canceled.) */
    @SuppressWarnings("StaticAssignmentOfThrowable") // a constant to compare with
    ContextException CANCELED = new CanceledException();

    /** What {@link #err} of a context is whose time ran out. Without a stack trace. (Go: context.DeadlineExceeded.) */
    @SuppressWarnings("StaticAssignmentOfThrowable") // a constant to compare with
    ContextException DEADLINE_EXCEEDED = new DeadlineExceededException();

    /**
     * Returns the root: it is never cancelled, has no deadline and no values. (Go: context.Background.)
     *
     * @return always the same object
     */
    static Context background() {
        return Root.BACKGROUND;
    }

    /**
     * The same for places where it is not yet clear which context belongs there. (Go: context.TODO.)
     *
     * @return always the same object
     */
    static Context todo() {
        return Root.TODO;
    }

    /**
     * Returns when this context is given up by itself, as the clock on the wall stood when it was made: to be shown, or handed on. How
     * much time there is says {@link #timeLeft}, whatever that clock is set to.
     *
     * @return null if it has no deadline
     */
    @Nullable Instant deadline();

    /**
     * Returns how much time there is until the deadline, by a clock that is not set anew. For calls that want a timeout. (Go: {@code
     * time.Until} of the deadline, which has a reading of such a clock in it.)
     *
     * <p>Who implements this interface and has a deadline of his own overrides this, if he can. It asks the context made here from which
     * the deadline comes, if {@link #value} leads to that; else the clock on the wall.
     *
     * @return zero or less if the deadline has passed; null if there is none
     */
    default @Nullable Duration timeLeft() {
        return CancelNode.timeLeft(this);
    }

    /**
     * Returns a channel that is closed when work for this context is to end. Nothing is sent on it.
     *
     * {@snippet file="context/Worker.java" region="done"}
     *
     * @return always the same channel; the nil channel if this context is never cancelled
     */
    RecvChan<?> done();

    /**
     * Returns why {@link #done} is closed.
     *
     * @return null while it is open; then {@link #CANCELED} or {@link #DEADLINE_EXCEEDED}, for ever
     */
    @Nullable ContextException err();

    /**
     * Returns the value of {@code key} in this context or the nearest one above that has it.
     *
     * @param <T> the type of the value
     * @param key the key
     * @return null if there is none
     */
    <T> @Nullable T value(Key<T> key);

    /**
     * Returns what made this context end: what was given to {@link CancelContext#cancel(Throwable)} or to a {@code with...} method with a
     * cause, of this context or of the one above that was cancelled first; else the same as {@link #err}. (Go: context.Cause.)
     *
     * @return null while it has not ended
     */
    default @Nullable Throwable cause() {
        return CancelNode.causeOf(this);
    }

    /**
     * Ends the caller's work if it is to end.
     *
     * @throws ContextException a new one of the kind of {@link #err}, with {@link #cause} as its cause if that is another
     */
    default void throwIfDone() {
        ContextException e = err();
        if (e != null) {
            throw e.here(cause());
        }
    }

    /**
     * Makes a child that can be cancelled. It is cancelled with this one, too; if this one is cancelled already, the child is born so.
     * Cancel it in every case, or it stays with its parent: use it as a resource of a try statement. (Go: context.WithCancel,
     * WithCancelCause.)
     *
     * @return the child
     */
    default CancelContext withCancel() {
        return CancelNode.of(this);
    }

    /**
     * Makes a child that ends by itself after {@code timeout}. (Go: context.WithTimeout.)
     *
     * @param timeout zero or less: it has ended on return
     * @return the child
     */
    default CancelContext withTimeout(Duration timeout) {
        return CancelNode.of(this, timeout, null);
    }

    /**
     * The same with a cause. (Go: context.WithTimeoutCause.)
     *
     * @param timeout zero or less: it has ended on return
     * @param cause what {@link #cause} is if time runs out
     * @return the child
     */
    default CancelContext withTimeout(Duration timeout, Throwable cause) {
        return CancelNode.of(this, timeout, Objects.requireNonNull(cause, "context: no cause"));
    }

    /**
     * Makes a child that ends by itself at {@code deadline}; if the deadline of this one is earlier, at that. How long that is from now is
     * asked of the clock on the wall, once, in this call; from then on time is measured by a clock that is not set anew. (Go:
     * context.WithDeadline.)
     *
     * @param deadline in the past: it has ended on return
     * @return the child
     */
    default CancelContext withDeadline(Instant deadline) {
        return CancelNode.of(this, deadline, null);
    }

    /**
     * The same with a cause. (Go: context.WithDeadlineCause.)
     *
     * @param deadline in the past: it has ended on return
     * @param cause what {@link #cause} is if time runs out
     * @return the child
     */
    default CancelContext withDeadline(Instant deadline, Throwable cause) {
        return CancelNode.of(this, deadline, Objects.requireNonNull(cause, "context: no cause"));
    }

    /**
     * Makes a child with a value. For what belongs to a request and passes through many hands, not for parameters. (Go:
     * context.WithValue.)
     *
     * {@snippet file="context/Values.java" region="value"}
     *
     * @param <T> the type of the value
     * @param key the key
     * @param value the value; null hides one from above
     * @return the child, which is cancelled when this one is
     */
    default <T> Context withValue(Key<T> key, @Nullable T value) {
        return new ValueContext(this, Objects.requireNonNull(key, "nil key"), value);
    }

    /**
     * Makes a child that has the values of this one, but neither its cancelling nor its deadline. (Go: context.WithoutCancel.)
     *
     * @return the child
     */
    default Context withoutCancel() {
        return new WithoutCancel(this);
    }

    /**
     * Runs {@code f} in a goroutine of its own when this context ends; at once, if it has. (Go: context.AfterFunc.)
     *
     * @param f what to run, once
     * @return what keeps {@code f} from running; stopping has no effect on other registrations
     */
    default AfterFunc afterFunc(GoBody f) {
        return AfterFuncNode.register(this, Objects.requireNonNull(f, "context: no function"));
    }

    /**
     * Interrupts the calling thread when this context ends, for calls of the JDK that know nothing of contexts:
     *
     * {@snippet file="context/InterruptOnDone.java" region="interrupt"}
     *
     * @return closes the scope: afterwards this context interrupts no more, and an interrupt of its making that nobody has taken notice of
     *     is cleared; to be closed by the same thread
     */
    default Interruption interruptOnDone() {
        return new Interruption(this);
    }
}
