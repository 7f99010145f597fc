// SPDX-License-Identifier: Apache-2.0
package io.go4j.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs small classes of tests, of which some leak, inside JUnit. */
class NoLeaksTest {
    private static Blocked blocked;

    @BeforeEach
    void make() {
        blocked = new Blocked();
    }

    @AfterEach
    void release() {
        blocked.close();
    }

    private static EngineExecutionResults run(Class<?> tests, Map<String, String> parameters) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .configurationParameters(parameters)
                .execute();
    }

    @NoLeaks
    static class EachTest {
        @Test
        void leaks() {
            blocked.receiver();
        }

        @Test
        void doesNot() {
            assertThat(blocked).isNotNull();
        }

        @Test
        void failsAnyway() {
            blocked.receiver();
            throw new IllegalStateException("its own");
        }
    }

    @Test
    void aTestThatLeaksFailsAndNamesTheLine() {
        var results = run(EachTest.class, Map.of());
        results.testEvents().assertThatEvents()
                .haveExactly(1, event(test("leaks"), finishedWithFailure(instanceOf(AssertionError.class),
                        message(m -> m.startsWith("found unexpected goroutines:\n[Goroutine ")
                                && m.contains("\ncreated by io.go4j.junit.Blocked.receiver\n\tio/go4j/junit/Blocked.java:")))))
                .haveExactly(1, event(test("doesNot"), finishedSuccessfully()))
                .haveExactly(1, event(test("failsAnyway"), finishedWithFailure(instanceOf(IllegalStateException.class))));
    }

    static class OneTest {
        @Test
        @NoLeaks
        void leaks() {
            blocked.receiver();
        }

        @Test
        @NoLeaks(ignoreTopFunctions = "io.go4j.junit.Blocked.worker")
        void top() {
            blocked.receiver();
        }

        @Test
        @NoLeaks(ignoreAnyFunctions = "io.go4j.junit.Blocked.worker")
        void any() {
            blocked.receiver();
        }

        @Test
        @NoLeaks(ignoreCreatedBy = "io.go4j.junit.Blocked.receiver")
        void createdBy() {
            blocked.receiver();
        }

        @Test
        void unwatched() {
            blocked.receiver();
        }
    }

    @Test
    void onAMethodOnlyThatOne() {
        var results = run(OneTest.class, Map.of());
        results.testEvents().assertStatistics(s -> s.started(5).failed(1).succeeded(4));
        results.testEvents().failed().assertEventsMatchExactly(event(test("leaks"), finishedWithFailure()));
    }

    @NoLeaks
    static class WholeClass {
        @BeforeAll
        static void start() {
            blocked.receiver();
        }

        @Test
        void innocent() {
            assertThat(blocked).isNotNull();
        }
    }

    @Test
    void onAClassAlsoWhatItsBeginningStarted() {
        var results = run(WholeClass.class, Map.of());
        results.testEvents().assertStatistics(s -> s.started(1).succeeded(1));
        results.containerEvents().assertThatEvents()
                .haveExactly(1, event(container(WholeClass.class), finishedWithFailure(instanceOf(AssertionError.class))));
    }

    @NoLeaks
    static class LeakingTest {
        @Test
        void leaks() {
            blocked.receiver();
        }

        @Nested
        class Inner {
            @Test
            void leaksToo() {
                blocked.receiver();
            }
        }
    }

    @Test
    void whatATestWasBlamedForItsClassIsNot() {
        var results = run(LeakingTest.class, Map.of());
        results.testEvents().assertStatistics(s -> s.started(2).failed(2));
        results.containerEvents().assertStatistics(s -> s.started(3).succeeded(3));
    }

    @NoLeaks
    static class BothLeak {
        @BeforeAll
        static void start() {
            blocked.receiver();
        }

        @Test
        void leaks() {
            blocked.receiver();
        }
    }

    @Test
    void aClassIsStillBlamedForItsOwn() {
        var results = run(BothLeak.class, Map.of());
        results.testEvents().assertStatistics(s -> s.started(1).failed(1));
        results.containerEvents().assertThatEvents()
                .haveExactly(1, event(container(BothLeak.class), finishedWithFailure(instanceOf(AssertionError.class),
                        message(m -> m.split("Goroutine ", -1).length == 2))));
    }

    @NoLeaks
    @Execution(ExecutionMode.CONCURRENT)
    static class Parallel {
        private static final CountDownLatch leaked = new CountDownLatch(1);
        private static final CountDownLatch looked = new CountDownLatch(1);

        @Test
        void leaks() throws InterruptedException {
            blocked.receiver();
            leaked.countDown();
            looked.await(30, TimeUnit.SECONDS);
        }

        @Test
        void innocent() throws InterruptedException {
            leaked.await(30, TimeUnit.SECONDS);
            looked.countDown();
        }
    }

    @Test
    void inParallelEachTestAnswersForItsOwn() {
        var results = run(Parallel.class, Map.of(
                "junit.jupiter.execution.parallel.enabled", "true",
                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "3"));
        results.testEvents().assertThatEvents()
                .haveExactly(1, event(test("leaks"), finishedWithFailure(instanceOf(AssertionError.class))))
                .haveExactly(1, event(test("innocent"), finishedSuccessfully()));
    }

    @ExtendWith(NoLeaksInRun.class)
    static class InRun {
        @Test
        void leaks() {
            blocked.receiver();
        }

        @Test
        void another() {
            assertThat(blocked).isNotNull();
        }
    }

    @Test
    void aRunThatLeaksFailsAtItsEnd() {
        var results = run(InRun.class, Map.of());
        results.testEvents().assertStatistics(s -> s.started(2).succeeded(2));
        results.containerEvents().assertThatEvents()
                .haveExactly(1, event(container("engine:junit-jupiter"), finishedWithFailure(
                        message(m -> m.contains("goleak: Errors on successful test run:found unexpected goroutines:\n[Goroutine ")))));
    }

    static class Unmarked {
        @Test
        void leaks() {
            blocked.receiver();
        }
    }

    @Test
    void aRunIsLookedAtOnlyIfItAsks() {
        String autodetection = "junit.jupiter.extensions.autodetection.enabled";
        var unasked = run(Unmarked.class, Map.of(autodetection, "true"));
        unasked.containerEvents().failed().assertThatEvents().isEmpty();
        var asked = run(Unmarked.class, Map.of(autodetection, "true", "go4j.noLeaks", "run"));
        asked.containerEvents().failed().assertThatEvents().hasSize(1);
    }
}
