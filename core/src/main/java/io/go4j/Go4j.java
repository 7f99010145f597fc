// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.chan.ChanTimer;
import io.go4j.park.Outcome;
import io.go4j.park.Park;
import io.go4j.sched.G;
import io.go4j.sched.Sched;
import io.go4j.timer.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The words of a goroutine program, to be imported statically.
 *
 * {@snippet file="hello/Hello.java" region="hello"}
 */
public final class Go4j {
    static {
        Bodies.install();
    }

    private Go4j() {}

    /**
     * Starts a goroutine that runs {@code body}. Does not wait; when it first runs is not promised. It inherits the caller's profiler
     * labels and context class loader, but no thread-locals; {@link GoRuntime#onGo} hands on more.
     *
     * <p>An exception that leaves {@code body} is a panic: in a program started with {@link #main} it ends the process with exit code 2;
     * elsewhere it is reported (see {@link GoRuntime#onPanic}) and ends this goroutine only.
     *
     * <p>The body has a virtual thread while it runs; when it has ended, another goroutine may get the same. So do not keep {@link
     * Thread#currentThread} of a goroutine beyond its end: an interrupt would reach a stranger, and {@code join} would wait for one.
     *
     * <p>Memory effects: what was done before {@code go} happens-before the body. The end of the body happens-before nothing.
     *
     * @param body what to run
     * @return the goroutine, for looking at
     * @throws FatalError {@code go of nil func value}, if {@code body} is null
     */
    public static Goroutine go(GoBody body) {
        return spawn(null, body);
    }

    /**
     * Starts a goroutine with a name, which dumps and the JDK's tools show.
     *
     * @param name the name
     * @param body what to run
     * @return the goroutine, for looking at
     */
    public static Goroutine go(String name, GoBody body) {
        return spawn(Objects.requireNonNull(name, "go: no name"), body);
    }

    private static Goroutine spawn(@Nullable String name, GoBody body) {
        if (body == null) {
            throw Crash.fatal("go of nil func value");
        }
        List<GoHook> hooks = GoHooks.all;
        GoBody run = hooks == null ? body : GoHooks.around(body, hooks);
        return Bodies.handleOf(Sched.spawn(run, name, CreationSite.of(body)));
    }

    /**
     * Runs a whole program, inside any {@code public static void main}: {@code body} is goroutine 1. Never returns. When {@code body}
     * returns, the process ends with 0, whatever else runs; a panic or a deadlock ends it with Go's words, a goroutine dump and 2.
     * Shutdown hooks run, for at most 5 seconds. {@code ./go4j run} does this for you.
     *
     * @param body the main goroutine
     * @throws IllegalStateException if it is called twice or by a goroutine
     */
    public static void main(GoBody body) {
        Program.run(Objects.requireNonNull(body, "main: no body"));
    }

    /**
     * Waits at least {@code d}. Zero or less returns at once.
     *
     * @param d how long
     * @throws GoInterruptedException if the thread is interrupted
     */
    public static void sleep(Duration d) {
        long nanos = Clock.nanos(Objects.requireNonNull(d, "sleep: no duration"));
        if (nanos <= 0) {
            return;
        }
        if (Park.mayNotBlock() || Park.sleep(Clock.after(nanos)) == Outcome.INTERRUPTED) {
            throw new GoInterruptedException("sleep: interrupted");
        }
    }

    /** Lets other goroutines run: the caller goes to the end of the global run queue. On an ordinary thread, {@link Thread#yield}. */
    public static void gosched() {
        Sched.gosched();
    }

    /**
     * Ends the calling goroutine after its {@code finally} blocks and {@link Defer}s have run. If that is the main goroutine, the program
     * goes on with the others.
     *
     * @return nothing: it always throws; the type lets a caller write {@code throw goexit()}
     * @throws GoexitError always
     * @throws FatalError if the caller is not a goroutine
     */
    public static GoexitError goexit() {
        G g = Sched.currentG();
        if (g == null) {
            throw Crash.fatal("runtime: goexit was called on a thread that is not a goroutine");
        }
        g.setExiting();
        throw new GoexitError();
    }

    /**
     * Panics. An unchecked exception or error is thrown as it is; anything else is carried by a {@link Panic}.
     *
     * @param value what to panic with
     * @return nothing: it always throws; the type lets a caller write {@code throw panic(...)}
     * @throws Panic with {@code value}
     */
    public static Panic panic(@Nullable Object value) {
        if (value instanceof RuntimeException e) {
            throw e;
        }
        if (value instanceof Error e) {
            throw e;
        }
        throw new Panic(value);
    }

    /**
     * Opens a scope of deferred calls, for a try-with-resources statement.
     *
     * @return the scope
     */
    public static Defer defer() {
        return new Defer();
    }

    /**
     * Runs {@code body} with interrupts kept back: calls that block do not throw {@link GoInterruptedException}; an interrupt that comes,
     * or had come, is visible again afterwards. For clean-up that has to finish.
     *
     * @param body what to run
     */
    public static void uninterruptibly(GoBody body) {
        boolean was = Thread.interrupted();
        Park.mask();
        try {
            body.run();
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        } finally {
            Park.unmask();
            if (was) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Returns a channel on which the time is sent once, after at least {@code d}. It needs no stopping: a timer that nobody refers to is
     * garbage.
     *
     * @param d when
     * @return the channel; it is never closed
     */
    public static RecvChan<Instant> after(Duration d) {
        long nanos = Clock.nanos(Objects.requireNonNull(d, "after: no duration"));
        ChanTimer timer = new ChanTimer();
        timer.reset(nanos, 0);
        return new Chan<>(timer.channel());
    }

    /**
     * Waits until one of the cases can go on, performs just that one, and yields what it gives. If several can, each has the same chance.
     * With a default ({@link #otherwise}) it does not wait. With no case it waits for ever.
     *
     * {@snippet file="select/Statement.java" region="select"}
     *
     * <p>Whether a case is ready is judged at one instant over all channels. A case of the nil channel, or switched off by {@code
     * when(false)}, is never ready. A send on a closed channel is ready, and panics if it is chosen. The handler of the chosen case runs
     * afterwards, outside all locks.
     *
     * <p>Memory effects: those of the operation performed; the default has none.
     *
     * @param <R> what the cases yield
     * @param cases the cases, at most one of them a default
     * @return what the chosen case yields; null only if that yields null
     * @throws Panic {@code send on closed channel}, if such a case is chosen
     * @throws GoInterruptedException if the thread is interrupted while, or when, the select would have to wait; no case was performed
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <R extends @Nullable Object> R select(Case<? extends R>... cases) {
        return Select.once(cases, false);
    }

    /**
     * A {@link #select} that takes the first ready case as written, for priorities.
     *
     * @param <R> what the cases yield
     * @param cases the cases, at most one of them a default
     * @return what the chosen case yields
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <R extends @Nullable Object> R selectInOrder(Case<? extends R>... cases) {
        return Select.once(cases, true);
    }

    /**
     * The default of a {@link #select}: chosen when no other case is ready.
     *
     * @param body what to do then
     * @return the case
     */
    public static DefaultCase<Void> otherwise(GoBody body) {
        return new DefaultCase<>(() -> SendCase.done(body), true);
    }

    /**
     * The default of a {@link #select}, with a result.
     *
     * @param <R> what the select yields
     * @param value gives that
     * @return the case
     */
    public static <R extends @Nullable Object> DefaultCase<R> otherwiseGet(GoSupplier<? extends R> value) {
        return new DefaultCase<>(value, true);
    }
}
