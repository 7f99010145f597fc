// SPDX-License-Identifier: Apache-2.0
package io.go4j.junit;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Goroutine;
import io.go4j.diag.GoroutineStatus;
import io.go4j.sync.Mutex;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The cases by which goleak and leaktest are compared, (a) to (g), with their words. */
class LeakCheckTest {
    private static final String WORKER = "io.go4j.junit.Blocked.worker";

    /** Line numbers, and how a lambda is called, are javac's business. */
    private static String plain(String text) {
        return text.replaceAll(":\\d+", ":0").replaceAll("lambda\\$\\w+\\$\\d+", "lambda");
    }

    private static String entry(Goroutine g) {
        return "Goroutine " + g.id() + " in state chan receive, with " + WORKER + " on top of the stack:\n"
                + WORKER + "(...)\n\tio/go4j/junit/Blocked.java:0\n"
                + "io.go4j.junit.Blocked.lambda(...)\n\tio/go4j/junit/Blocked.java:0\n"
                + "created by io.go4j.junit.Blocked.receiver\n\tio/go4j/junit/Blocked.java:0\n";
    }

    @Test
    void oneLeak() { // (a)
        try (var blocked = new Blocked()) {
            Goroutine g = blocked.receiver();
            long start = System.nanoTime();
            assertThatThrownBy(LeakCheck::verify)
                    .isInstanceOf(AssertionError.class)
                    .satisfies(e -> assertThat(plain(e.getMessage())).isEqualTo("found unexpected goroutines:\n[" + entry(g) + "]"));
            assertThat(System.nanoTime() - start).as("it looked again for a while").isGreaterThan(400_000_000L);
        }
        LeakCheck.verify();
    }

    @Test
    void twoLeaks() { // (b)
        var mutex = new Mutex();
        mutex.lock();
        try (var blocked = new Blocked()) {
            Goroutine first = go(() -> {
                mutex.lock();
                mutex.unlock();
            });
            Blocked.await(() -> first.status() == GoroutineStatus.WAITING);
            Goroutine second = go(() -> select(blocked.gate.onReceive(v -> {}), Chan.<Integer>nil().onReceive(v -> {})));
            Blocked.await(() -> second.status() == GoroutineStatus.WAITING);
            String here = "io.go4j.junit.LeakCheckTest.";
            String file = "(...)\n\tio/go4j/junit/LeakCheckTest.java:0\n";
            String by = "created by " + here + "twoLeaks\n\tio/go4j/junit/LeakCheckTest.java:0\n";
            Optional<String> found = LeakCheck.find();
            mutex.unlock();
            List<Long> ids = List.of(first.id(), second.id()).stream().sorted().toList();
            String locker = "Goroutine " + first.id() + " in state sync.Mutex.Lock, with " + here + "lambda on top of the stack:\n"
                    + here + "lambda" + file + by;
            String selector = "Goroutine " + second.id() + " in state select, with " + here + "lambda on top of the stack:\n"
                    + here + "lambda" + file + by;
            String both = ids.getFirst() == first.id() ? locker + " " + selector : selector + " " + locker;
            assertThat(plain(found.orElseThrow())).isEqualTo("found unexpected goroutines:\n[" + both + "]");
        }
    }

    @Test
    void slowExit() { // (c)
        go(() -> sleep(Duration.ofMillis(20)));
        LeakCheck.verify();
    }

    @Test
    void eachOptionHides() { // (d)
        try (var blocked = new Blocked()) {
            blocked.receiver();
            LeakCheck.verify(LeakCheck.ignoreTopFunction(WORKER));
            LeakCheck.verify(LeakCheck.ignoreAnyFunction(WORKER));
            LeakCheck.verify(LeakCheck.ignoreCreatedBy("io.go4j.junit.Blocked.receiver"));
            LeakCheck.verify(LeakCheck.ignoreCurrent());
            LeakCheck.verify(LeakCheck.ignore(g -> g.name() == null));
            LeakCheck.verify(LeakCheck.ignoreTopFunction("nobody"), LeakCheck.ignoreCurrent());
            assertThat(LeakCheck.find(LeakCheck.ignoreTopFunction("io.go4j.junit.Blocked.receiver"))).isPresent();
            assertThat(LeakCheck.find(LeakCheck.ignoreCreatedBy(WORKER))).isPresent();
        }
    }

    @Test
    void findTakesNoCleanup() { // (e)
        assertThat(LeakCheck.find(LeakCheck.cleanup(code -> {}))).contains("Cleanup can only be passed to VerifyNone or VerifyTestMain");
        assertThat(LeakCheck.find(LeakCheck.runOnFailure())).contains("RunOnFailure can only be passed to VerifyTestMain");
        assertThatThrownBy(() -> LeakCheck.verify(LeakCheck.runOnFailure())).isInstanceOf(AssertionError.class);
    }

    @Test
    void cleanupIsCalledLeakOrNot() { // (f)
        List<Integer> codes = new ArrayList<>();
        LeakCheck.verify(LeakCheck.cleanup(codes::add));
        var out = new ByteArrayOutputStream();
        var err = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(LeakCheck.verifyRun(0, err, LeakCheck.cleanup(codes::add))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        try (var blocked = new Blocked()) {
            Goroutine g = blocked.receiver();
            assertThatThrownBy(() -> LeakCheck.verify(LeakCheck.cleanup(codes::add))).isInstanceOf(AssertionError.class);
            assertThat(LeakCheck.verifyRun(0, err, LeakCheck.cleanup(codes::add))).isEqualTo(1);
            assertThat(plain(out.toString(StandardCharsets.UTF_8)))
                    .isEqualTo("goleak: Errors on successful test run:found unexpected goroutines:\n[" + entry(g) + "]\n");
            out.reset();
            assertThat(LeakCheck.verifyRun(3, err, LeakCheck.cleanup(codes::add))).isEqualTo(3);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
            assertThat(LeakCheck.verifyRun(3, err, LeakCheck.cleanup(codes::add), LeakCheck.runOnFailure())).isEqualTo(3);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .startsWith("goleak: Errors on unsuccessful test run: found unexpected goroutines:\n");
        }
        assertThat(codes).containsExactly(0, 0, 0, 1, 3, 3);
    }

    @Test
    void leaktest() { // (g)
        try (var before = new Blocked()) {
            before.receiver();
            List<String> errors = new ArrayList<>();
            try (var late = new Blocked()) {
                var check = LeakCheck.check(errors::add, Duration.ofMillis(120));
                Goroutine g = late.receiver();
                check.close();
                assertThat(errors).hasSize(2);
                assertThat(errors.getFirst()).isEqualTo("leaktest: context canceled");
                assertThat(plain(errors.get(1))).isEqualTo("leaktest: leaked goroutine: goroutine " + g.id() + " [chan receive]:\n"
                        + WORKER + "(...)\n\tio/go4j/junit/Blocked.java:0\n"
                        + "io.go4j.junit.Blocked.lambda(...)\n\tio/go4j/junit/Blocked.java:0\n"
                        + "created by io.go4j.junit.Blocked.receiver\n\tio/go4j/junit/Blocked.java:0");
                var failing = LeakCheck.check(Duration.ZERO);
                late.receiver();
                assertThatThrownBy(failing::close).isInstanceOf(AssertionError.class).hasMessageContaining("leaktest: leaked goroutine");
                before.gate.close(); // or the close of `late` would wait for it
            }
            errors.clear();
            try (var inTime = LeakCheck.check(errors::add, Duration.ofSeconds(60))) {
                go(() -> sleep(Duration.ofMillis(20)));
                assertThat(inTime).isNotNull();
            }
            assertThat(errors).isEmpty();
        }
    }

    @Test
    void theCallerIsNotALeak() {
        var failure = new AtomicReference<Throwable>();
        var done = Chan.<Integer>make();
        go(() -> {
            try {
                LeakCheck.verify();
            } catch (AssertionError e) {
                failure.set(e);
            }
            done.close();
        });
        assertThatCode(done::receive).doesNotThrowAnyException();
        assertThat(failure.get()).isNull();
        LeakCheck.verify();
    }

    @Test
    void whoComesFromAnotherThreadCanBeLeftOut() throws InterruptedException {
        try (var blocked = new Blocked()) {
            var other = new Thread(() -> go(() -> blocked.receiver())); // its child's child, and the one between has ended
            other.start();
            other.join();
            Blocked.await(() -> LeakCheck.find(LeakCheck.ignoreTopFunction(WORKER)).isEmpty());
            LeakCheck.verify(LeakCheck.onlyStartedBy(Thread.currentThread()));
            assertThat(LeakCheck.find(LeakCheck.onlyStartedBy(other))).isPresent();
        }
    }
}
