// SPDX-License-Identifier: Apache-2.0
package io.go4j.junit;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.diag.GoroutineStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs small classes of tests, of which goroutines panic, inside JUnit. */
class NoLeaksPanicTest {
    private final List<Throwable> heard = new CopyOnWriteArrayList<>();
    private final BiConsumer<Goroutine, Throwable> earlier = (g, panic) -> heard.add(panic);

    @BeforeEach
    void set() {
        GoRuntime.onPanic(earlier);
    }

    @AfterEach
    void theHandlerOfBeforeIsBack() {
        assertThat(GoRuntime.onPanic(null)).isSameAs(earlier);
    }

    /** Runs the tests; returns what they and the class failed with, by name. */
    private static Map<String, Throwable> run(Class<?> tests, Map<String, String> parameters) {
        Map<String, Throwable> failures = new TreeMap<>();
        List<String> all = new ArrayList<>();
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).configurationParameters(parameters).execute()
                .allEvents().finished().stream().forEach(e -> note(e, all, failures));
        assertThat(all).isNotEmpty();
        return failures;
    }

    private static void note(Event e, List<String> all, Map<String, Throwable> failures) {
        String name = e.getTestDescriptor().getDisplayName();
        all.add(name);
        e.getRequiredPayload(TestExecutionResult.class).getThrowable().ifPresent(t -> failures.put(name, t));
    }

    private static Map<String, Throwable> run(Class<?> tests) {
        return run(tests, Map.of());
    }

    private static void panics(String what) {
        go(() -> {
            throw new IllegalStateException(what);
        });
    }

    @NoLeaks
    static class EachTest {
        @Test
        void one() {
            panics("one");
        }

        @Test
        void named() {
            go("worker", () -> {
                throw new IllegalStateException("named");
            });
        }

        @Test
        void several() {
            panics("first");
            panics("second");
            panics("third");
        }

        @Test
        void late() {
            var ch = Chan.<Integer>make();
            go(() -> {
                ch.receive();
                panics("late");
            });
            ch.send(1);
        }

        @Test
        void none() {
            go(() -> {});
        }

        @Test
        void handledByItself() {
            var handled = Chan.<Integer>make(1);
            GoRuntime.onPanic((g, panic) -> handled.send(1));
            panics("expected");
            handled.receive();
        }
    }

    @Test
    void aTestWhoseGoroutinePanicsFailsWithThePanic() {
        Map<String, Throwable> failures = run(EachTest.class);
        assertThat(failures).containsOnlyKeys("late()", "named()", "one()", "several()");
        assertThat(failures.get("one()")).isInstanceOf(AssertionError.class).hasMessageMatching(
                "goroutine \\d+ panicked: java\\.lang\\.IllegalStateException: one").hasCauseInstanceOf(IllegalStateException.class);
        assertThat(failures.get("late()")).hasRootCauseMessage("late");
        assertThat(failures.get("named()")).hasMessageMatching("goroutine \\d+ worker panicked: .*named");
        Throwable several = failures.get("several()");
        List<String> messages = new ArrayList<>(List.of(several.getCause().getMessage()));
        for (Throwable t : several.getSuppressed()) {
            messages.add(t.getMessage());
        }
        assertThat(messages).containsExactlyInAnyOrder("first", "second", "third");
        assertThat(several.getMessage().lines()).hasSize(3);
        assertThat(heard).as("the handler of before").hasSize(6);
    }

    @NoLeaks
    static class Around {
        @BeforeEach
        void before() {
            panics("before");
        }

        @Test
        void innocent() {
            assertThat(this).isNotNull();
        }

        @AfterEach
        void after() {
            panics("after");
        }
    }

    @Test
    void soDoesOneOfBeforeEachAndAfterEach() {
        Map<String, Throwable> failures = run(Around.class);
        assertThat(failures).containsOnlyKeys("innocent()");
        assertThat(failures.get("innocent()")).hasMessageContaining("before").hasMessageContaining("after");
    }

    @NoLeaks
    static class AroundAll {
        @BeforeAll
        static void before() {
            panics("before all");
        }

        @Test
        void innocent() {
            assertThat(this).isNotNull();
        }

        @AfterAll
        static void after() {
            panics("after all");
        }
    }

    @Test
    void theClassAnswersForBeforeAllAndAfterAll() {
        Map<String, Throwable> failures = run(AroundAll.class);
        assertThat(failures).containsKey("NoLeaksPanicTest$AroundAll");
        String all = failures.values().toString();
        assertThat(all).containsOnlyOnce("before all").containsOnlyOnce("after all");
    }

    @NoLeaks
    static class FailsAnyway {
        @Test
        void fails() throws InterruptedException {
            var over = new CountDownLatch(1);
            var g = go(() -> {
                over.countDown();
                throw new IllegalStateException("a goroutine's");
            });
            over.await();
            while (g.status() != GoroutineStatus.DEAD) {
                Thread.onSpinWait();
            }
            throw new IllegalArgumentException("its own");
        }

        @Test
        void leaksToo() {
            panics("panic");
            blocked.receiver();
        }
    }

    private static Blocked blocked;

    @Test
    void itIsAddedToWhatElseIsWrong() {
        blocked = new Blocked();
        try {
            Map<String, Throwable> failures = run(FailsAnyway.class);
            assertThat(failures.get("fails()")).hasMessage("its own");
            assertThat(failures.get("fails()").getSuppressed()).singleElement()
                    .satisfies(s -> assertThat(s).hasRootCauseMessage("a goroutine's"));
            assertThat(failures.get("leaksToo()")).hasRootCauseMessage("panic");
            assertThat(failures.get("leaksToo()").getSuppressed()).singleElement()
                    .satisfies(s -> assertThat(s).hasMessageStartingWith("found unexpected goroutines:"));
        } finally {
            blocked.close();
        }
    }

    static class OneTest {
        @Test
        @NoLeaks
        void watched() {
            panics("watched");
        }

        @Test
        void unwatched() throws InterruptedException {
            var started = new CountDownLatch(1);
            var g = go(() -> {
                started.countDown();
                throw new IllegalStateException("unwatched");
            });
            started.await();
            while (g.status() != GoroutineStatus.DEAD) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void onAMethodOnlyThatOne() {
        assertThat(run(OneTest.class)).containsOnlyKeys("watched()");
        assertThat(heard).hasSize(2);
    }

    @NoLeaks
    @Execution(ExecutionMode.CONCURRENT)
    static class Parallel {
        private static final CountDownLatch panicked = new CountDownLatch(1);

        @Test
        void panicking() {
            go(() -> go(() -> {
                try {
                    throw new IllegalStateException("of one");
                } finally {
                    panicked.countDown();
                }
            }));
        }

        @Test
        void innocent() throws InterruptedException {
            panicked.await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void inParallelEachTestAnswersForItsOwn() {
        var failures = run(Parallel.class, Map.of(
                "junit.jupiter.execution.parallel.enabled", "true",
                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "3"));
        assertThat(failures).containsOnlyKeys("panicking()");
    }
}
