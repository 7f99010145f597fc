// SPDX-License-Identifier: Apache-2.0
package io.go4j.junit;

import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.Traceback;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Checks that no goroutine is left. For any test framework; {@link NoLeaks} is the same for JUnit Jupiter. */
public final class LeakCheck {
    /*
     * The behaviour and the words are those of goleak (find, verify, verifyRun) and of leaktest (check), which users know. A goroutine that
     * is on its way to its end is none of their business: both look again for a while before they complain.
     */
    private static final int RETRIES = 20;
    private static final long MAX_SLEEP_NANOS = 100_000_000;
    private static final long TICK_NANOS = 50_000_000;
    private static final Duration CHECK_PATIENCE = Duration.ofSeconds(5);

    private LeakCheck() {}

    /** What a check leaves out, or does besides. Made by the methods of {@link LeakCheck}. */
    public sealed interface Option {}

    private record Ignore(Predicate<GoroutineInfo> which) implements Option {}

    private record Cleanup(IntConsumer action) implements Option {}

    private record RunOnFailure() implements Option {}

    // --- options ---

    /**
     * Ignores goroutines whose innermost frame is {@code function}.
     *
     * @param function a class and a method, such as {@code com.acme.Worker.run}, as dumps show it
     * @return the option
     */
    public static Option ignoreTopFunction(String function) {
        return new Ignore(g -> topFunction(g).equals(function));
    }

    /**
     * Ignores goroutines that have {@code function} anywhere on their stack.
     *
     * @param function a class and a method, such as {@code com.acme.Worker.run}, as dumps show it
     * @return the option
     */
    public static Option ignoreAnyFunction(String function) {
        return new Ignore(g -> Traceback.visible(g.frames()).stream().anyMatch(f -> name(f).equals(function)));
    }

    /**
     * Ignores goroutines that {@code function} started.
     *
     * @param function a class and a method, such as {@code com.acme.Worker.run}, as dumps show it
     * @return the option
     */
    public static Option ignoreCreatedBy(String function) {
        return new Ignore(g -> {
            StackTraceElement site = g.createdBy();
            return site != null && name(site).equals(function);
        });
    }

    /**
     * Ignores the goroutines that there are now, when the option is made.
     *
     * @return the option
     */
    public static Option ignoreCurrent() {
        Set<Long> now = new HashSet<>();
        GoRuntime.goroutines().forEach(g -> now.add(g.id()));
        return new Ignore(g -> now.contains(g.id()));
    }

    /**
     * Ignores goroutines that do not come from {@code thread}: those that other ordinary threads started, themselves or through goroutines.
     * For tests that run at the same time as others.
     *
     * @param thread the thread that runs the test
     * @return the option
     */
    public static Option onlyStartedBy(Thread thread) {
        long id = thread.threadId();
        return new Ignore(g -> g.rootThread() != id);
    }

    /**
     * Ignores goroutines of which {@code which} is true.
     *
     * @param which tells
     * @return the option
     */
    public static Option ignore(Predicate<GoroutineInfo> which) {
        return new Ignore(which);
    }

    /**
     * Calls {@code action} at the end of the check, leak or not: with 0 after {@link #verify}, with the exit code after {@link #verifyRun}.
     *
     * @param action what to do
     * @return the option
     */
    public static Option cleanup(IntConsumer action) {
        return new Cleanup(action);
    }

    /**
     * Makes {@link #verifyRun} look even if tests failed.
     *
     * @return the option
     */
    public static Option runOnFailure() {
        return new RunOnFailure();
    }

    // --- as goleak ---

    /**
     * Looks for goroutines that should not be there: all but the caller and those that an option ignores. Looks again up to 20 times, after
     * 1 µs, 2 µs, and so on to 100 ms, until there are none. (goleak: Find.)
     *
     * @param options what to ignore; neither {@link #cleanup} nor {@link #runOnFailure}
     * @return what is wrong, in the words of goleak; empty if nothing is
     */
    public static Optional<String> find(Option... options) {
        for (Option o : options) {
            if (o instanceof Cleanup) {
                return Optional.of("Cleanup can only be passed to VerifyNone or VerifyTestMain");
            }
            if (o instanceof RunOnFailure) {
                return Optional.of("RunOnFailure can only be passed to VerifyTestMain");
            }
        }
        return Optional.ofNullable(look(List.of(options)));
    }

    /**
     * Checks as {@link #find} does, and fails if anything is found. (goleak: VerifyNone.)
     *
     * @param options what to ignore, and whether to clean up
     * @throws AssertionError naming each goroutine that is left
     */
    public static void verify(Option... options) {
        for (Option o : options) {
            if (o instanceof RunOnFailure) {
                throw new AssertionError("RunOnFailure can only be passed to VerifyTestMain");
            }
        }
        String leak = look(List.of(options));
        cleanUp(options, 0);
        if (leak != null) {
            throw new AssertionError(leak);
        }
    }

    /**
     * Checks after all tests have run, for runners that end with an exit code. Looks if that is 0. (goleak: VerifyTestMain, which also ends
     * the process.)
     *
     * @param exitCode what the tests ended with
     * @param err where to report a leak
     * @param options what to ignore, whether to clean up, and whether to look after a failure too
     * @return 1 if there is a leak and the tests ended with 0, else the exit code
     */
    public static int verifyRun(int exitCode, PrintStream err, Option... options) {
        boolean onFailure = List.of(options).stream().anyMatch(RunOnFailure.class::isInstance);
        int code = exitCode;
        if (exitCode == 0 || onFailure) {
            String leak = look(List.of(options));
            if (leak != null) {
                err.println("goleak: Errors on " + (exitCode == 0 ? "successful test run:" : "unsuccessful test run: ") + leak);
                code = exitCode == 0 ? 1 : exitCode;
            }
        }
        cleanUp(options, code);
        return code;
    }

    /** As {@link #verify}, but leaves out the ids in {@code reported}, and adds those that it names. */
    static void verifyOnce(Set<Long> reported, Option... options) {
        List<Option> all = new ArrayList<>(List.of(options));
        all.add(ignore(g -> reported.contains(g.id())));
        List<GoroutineInfo> left = settle(all);
        if (!left.isEmpty()) {
            left.forEach(g -> reported.add(g.id()));
            throw new AssertionError(describe(left));
        }
    }

    private static void cleanUp(Option[] options, int code) {
        for (Option o : options) {
            if (o instanceof Cleanup c) {
                c.action.accept(code);
            }
        }
    }

    private static @Nullable String look(List<Option> options) {
        List<GoroutineInfo> left = settle(options);
        return left.isEmpty() ? null : describe(left);
    }

    /** Returns what is left after the last look, or at the first that finds nothing. */
    private static List<GoroutineInfo> settle(List<Option> options) {
        for (int i = 0; ; i++) {
            List<GoroutineInfo> left = left(options);
            if (left.isEmpty() || i == RETRIES) {
                return left;
            }
            sleep(Math.min(1_000L << i, MAX_SLEEP_NANOS));
        }
    }

    private static List<GoroutineInfo> left(List<Option> options) {
        long self = callerId();
        List<GoroutineInfo> left = new ArrayList<>();
        for (GoroutineInfo g : GoRuntime.goroutines()) {
            if (g.id() != self && options.stream().noneMatch(o -> o instanceof Ignore i && i.which.test(g))) {
                left.add(g);
            }
        }
        return left;
    }

    /** Returns the id of the calling goroutine, 0 on any other thread. */
    private static long callerId() {
        Goroutine self = Goroutine.current();
        return self == null ? 0 : self.id();
    }

    private static String describe(List<GoroutineInfo> left) {
        var out = new StringBuilder("found unexpected goroutines:\n[");
        String between = "";
        for (GoroutineInfo g : left) {
            out.append(between).append("Goroutine ").append(g.id()).append(" in state ").append(Traceback.state(g));
            out.append(", with ").append(topFunction(g)).append(" on top of the stack:\n");
            Traceback.appendFrames(out, Traceback.visible(g.frames()));
            Traceback.appendCreatedBy(out, g.createdBy(), g.parentId());
            between = " ";
        }
        return out.append(']').toString();
    }

    private static String topFunction(GoroutineInfo g) {
        List<StackTraceElement> frames = Traceback.visible(g.frames());
        return frames.isEmpty() ? "" : name(frames.getFirst());
    }

    private static String name(StackTraceElement f) {
        return f.getClassName() + "." + f.getMethodName();
    }

    /** Also when interrupted: a check that gave up early would report what is about to end. */
    private static void sleep(long nanos) {
        boolean interrupted = false;
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // --- as leaktest ---

    /** A check that has begun. Closing it looks for goroutines that are new since then. */
    public interface Check extends AutoCloseable {
        /**
         * Waits until all goroutines that are new have ended.
         *
         * @throws AssertionError naming each that did not, if the check was made without a place to report them
         */
        @Override
        void close();
    }

    /**
     * Remembers the goroutines that there are; the check fails when it is closed if others are left 5 s later.
     * (leaktest: {@code defer leaktest.Check(t)()}.)
     *
     * @return the check, for a try block
     */
    public static Check check() {
        return check(CHECK_PATIENCE);
    }

    /**
     * The same with another patience. (leaktest: CheckTimeout.)
     *
     * @param patience how long to wait for the new ones to end
     * @return the check, for a try block
     */
    public static Check check(Duration patience) {
        List<String> errors = new ArrayList<>();
        Check check = check(errors::add, patience);
        return () -> {
            check.close();
            if (!errors.isEmpty()) {
                throw new AssertionError(String.join("\n", errors));
            }
        };
    }

    /**
     * The same, with the errors reported one by one: first why the check gave up, then each goroutine.
     *
     * @param errors takes each error
     * @param patience how long to wait for the new ones to end
     * @return the check, for a try block
     */
    public static Check check(Consumer<String> errors, Duration patience) {
        return check(errors, patience, () -> false);
    }

    /**
     * The same, given up earlier if {@code done} says so. (leaktest: CheckContext.)
     *
     * @param errors takes each error
     * @param patience how long to wait for the new ones to end
     * @param done asked at each look, every 50 ms
     * @return the check, for a try block
     */
    public static Check check(Consumer<String> errors, Duration patience, BooleanSupplier done) {
        Option before = ignoreCurrent();
        return () -> {
            long end = System.nanoTime() + patience.toNanos();
            for (; ; ) {
                List<GoroutineInfo> left = left(List.of(before));
                if (left.isEmpty()) {
                    return;
                }
                long nanos = end - System.nanoTime();
                if (nanos <= 0 || done.getAsBoolean()) {
                    errors.accept("leaktest: context canceled");
                    left.stream().sorted((a, b) -> Long.compare(a.id(), b.id())).forEach(g -> errors.accept(
                            "leaktest: leaked goroutine: " + Traceback.format(List.of(g)).stripTrailing()));
                    return;
                }
                sleep(Math.min(nanos, TICK_NANOS));
            }
        };
    }
}
