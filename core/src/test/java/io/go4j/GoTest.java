// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.defer;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.panic;
import static io.go4j.Go4j.sleep;
import static io.go4j.InGoroutine.awaitWaiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.context.Context;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.ProcessorInfo;
import io.go4j.diag.WaitReason;
import io.go4j.sched.Sched;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GoTest {
    @Test
    void idsAreNeverUsedTwice() throws Exception {
        Set<Long> ids = ConcurrentHashMap.newKeySet();
        InGoroutine.run(() -> {
            for (int round = 0; round < 10; round++) {
                var group = new WaitGroup();
                for (int i = 0; i < 500; i++) {
                    ids.add(group.go(() -> {}).id());
                }
                group.await();
            }
        });
        assertThat(ids).hasSize(5_000).doesNotContain(1L);
    }

    /** On its way from the queue to its processor it was still shown as waiting, as it had not yet run to tell otherwise. */
    @Test
    void whoWasReadiedIsNotShownAsWaiting() throws Exception {
        var served = new AtomicInteger();
        var seen = new AtomicInteger();
        InGoroutine.run(() -> {
            Chan<Integer> messages = Chan.make();
            Goroutine g = go(() -> {
                for (Integer m : messages) {
                    served.set(m);
                }
            });
            var over = new AtomicBoolean();
            var busy = new WaitGroup();
            busy.go(() -> { // keeps a second processor awake, to take what is in the queues
                while (!over.get()) {
                    gosched();
                }
            });
            for (int i = 1; i <= 20_000; i++) {
                awaitWaiting(g);
                messages.send(i);
                while (served.get() < i) {
                    boolean waits = g.status() == GoroutineStatus.WAITING;
                    if (waits && served.get() < i) {
                        seen.incrementAndGet();
                    }
                    gosched();
                }
            }
            over.set(true);
            messages.close();
            busy.await();
        });
        assertThat(seen).hasValue(0);
    }

    /** Its frames do not tell: the top one is the user's, as that of one that computes. */
    @Test
    void whoWaitsForAMonitorIsShownSo() throws Exception {
        InGoroutine.run(() -> {
            var monitor = new Object();
            Chan<Unit> entered = Chan.make(1);
            Goroutine g;
            synchronized (monitor) {
                g = go(() -> {
                    synchronized (monitor) {
                        entered.send(Unit.UNIT);
                    }
                });
                awaitWaiting(g);
                assertThat(g.waitReason()).isEqualTo(WaitReason.JAVA_MONITOR_ENTER);
                assertThat(GoRuntime.stack(true)).contains("[java monitor enter]:");
            }
            entered.receive();
        });
    }

    @Test
    void handleShowsTheGoroutineAndNotItsSuccessor() throws Exception {
        InGoroutine.run(() -> {
            Chan<Unit> stop = Chan.make();
            Goroutine g = go("worker", () -> stop.receive());
            awaitWaiting(g);
            assertThat(g.name()).isEqualTo("worker");
            assertThat(g.stackTrace()).anyMatch(f -> f.getClassName().equals(GoTest.class.getName()));
            StackTraceElement site = g.createdBy();
            assertThat(site).isNotNull();
            assertThat(site.getFileName()).isEqualTo("GoTest.java");
            assertThat(g).hasToString("goroutine " + g.id() + " worker [waiting]");
            stop.send(Unit.UNIT);
            InGoroutine.await(() -> g.status() == GoroutineStatus.DEAD);
            List<Goroutine> later = new ArrayList<>();
            for (int i = 0; i < 200; i++) { // one of them gets the record of g
                later.add(go(() -> stop.receive()));
            }
            assertThat(g.status()).isEqualTo(GoroutineStatus.DEAD);
            assertThat(g.name()).isEmpty();
            assertThat(g.stackTrace()).isEmpty();
            stop.close();
            InGoroutine.await(() -> later.stream().allMatch(l -> l.status() == GoroutineStatus.DEAD));
        });
    }

    @Test
    void createdByIsThePlaceOfTheGo() throws Exception {
        InGoroutine.run(() -> {
            Chan<Unit> stop = Chan.make();
            int line = new Throwable().getStackTrace()[0].getLineNumber();
            Goroutine a = go(() -> stop.receive());
            var group = new WaitGroup();
            Goroutine b = group.go(() -> stop.receive());
            Goroutine c = go(new Named(stop));
            assertThat(List.of(a, b, c)).extracting(g -> g.createdBy().getLineNumber()).containsExactly(line + 1, line + 3, line + 4);
            stop.close();
        });
    }

    @Test
    void createdByIsThePlaceInTheLibraryIfNobodyElseSaidGo() throws Exception {
        InGoroutine.run(() -> {
            Chan<Unit> stop = Chan.make();
            Timer.afterFunc(Duration.ZERO, new FromTimer(stop));
            Context ctx = Context.background().withTimeout(Duration.ofMillis(1));
            ctx.afterFunc(new FromContext(stop));
            InGoroutine.await(() -> createdBy(FromTimer.class) != null && createdBy(FromContext.class) != null);
            assertThat(createdBy(FromTimer.class).getClassName()).startsWith(Timer.class.getName() + "$");
            assertThat(createdBy(FromContext.class).getClassName()).isEqualTo("io.go4j.context.AfterFuncNode");
            stop.close();
        });
    }

    private static StackTraceElement createdBy(Class<?> body) {
        return GoRuntime.goroutines().stream()
                .filter(g -> g.frames().stream().anyMatch(f -> f.getClassName().equals(body.getName())))
                .map(GoroutineInfo::createdBy)
                .findFirst()
                .orElse(null);
    }

    private record FromTimer(Chan<Unit> stop) implements Runnable {
        @Override
        public void run() {
            stop.receive();
        }
    }

    private record FromContext(Chan<Unit> stop) implements GoBody {
        @Override
        public void run() {
            stop.receive();
        }
    }

    private record Named(Chan<Unit> stop) implements GoBody {
        @Override
        public void run() {
            stop.receive();
        }
    }

    @Test
    void nothingOfAThreadPassesToTheNextGoroutine() throws Exception {
        var local = new ThreadLocal<String>();
        var inheritable = new InheritableThreadLocal<String>();
        var strange = new ClassLoader(getClass().getClassLoader()) {};
        InGoroutine.run(() -> {
            ClassLoader mine = Thread.currentThread().getContextClassLoader();
            for (int i = 0; i < 300; i++) {
                Chan<String> seen = Chan.make(1);
                go(() -> {
                    Thread t = Thread.currentThread();
                    String name = t.getName().replaceFirst("^g\\d+$", ""); // portable mode calls it after the id
                    seen.send(local.get() + " " + inheritable.get() + " " + t.isInterrupted() + " '" + name + "' "
                            + (t.getContextClassLoader() == mine));
                    local.set("left");
                    inheritable.set("left");
                    t.setName("left");
                    t.setContextClassLoader(strange);
                    t.interrupt();
                });
                assertThat(seen.receive()).isEqualTo("null null false '' true");
            }
        });
    }

    @Test
    @Tag("full-only") // in portable mode no thread is reused
    void whatHangsOnAThreadIsForgottenWhenItsGoroutineEnds() throws Exception {
        InGoroutine.run(() -> {
            Chan<Thread> threads = Chan.make(1);
            var loader = new java.lang.ref.WeakReference<>(new ClassLoader(getClass().getClassLoader()) {});
            var value = new java.lang.ref.WeakReference<>(new Object());
            var handler = new java.lang.ref.WeakReference<Thread.UncaughtExceptionHandler>(new ThreadGroup("handler"));
            go(() -> {
                Thread t = Thread.currentThread();
                t.setContextClassLoader(loader.get());
                new ThreadLocal<>().set(value.get());
                t.setUncaughtExceptionHandler(handler.get());
                threads.send(t);
            });
            Thread t = threads.receive();
            InGoroutine.await(() -> { // the stack is free, or serves another goroutine
                System.gc();
                return loader.refersTo(null) && value.refersTo(null) && handler.refersTo(null);
            });
            assertThat(t.isVirtual()).isTrue(); // all that time the thread itself was held
        });
    }

    @Test
    void uncaughtExceptionHandlerDoesNotPassToTheNextGoroutine() throws Exception {
        InGoroutine.run(() -> {
            for (int i = 0; i < 300; i++) {
                Chan<Boolean> clean = Chan.make(1);
                go(() -> {
                    Thread t = Thread.currentThread();
                    clean.send(t.getUncaughtExceptionHandler() == t.getThreadGroup());
                    t.setUncaughtExceptionHandler((thread, e) -> {});
                });
                assertThat(clean.receive()).isTrue();
            }
        });
    }

    /** Or an application would live as long as our threads, only because it started them. */
    @Test
    void ourThreadsKeepNobodysContextClassLoader() throws Exception {
        Thread self = Thread.currentThread();
        ClassLoader before = self.getContextClassLoader();
        int procs = GoRuntime.gomaxprocs(GoRuntime.gomaxprocs() + 4);
        self.setContextClassLoader(new ClassLoader(before) {});
        try {
            var group = new WaitGroup();
            for (int i = 0; i < 8; i++) {
                group.go(() -> LockSupport.parkNanos(1_000_000));
            }
            group.await();
        } finally {
            self.setContextClassLoader(before);
            GoRuntime.gomaxprocs(procs);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(t -> t.getName().startsWith("go4j-"))
                .isNotEmpty()
                .allMatch(t -> t.getContextClassLoader() == ClassLoader.getSystemClassLoader());
    }

    @Test
    void contextClassLoaderIsTheSpawners() throws Exception {
        var loader = new ClassLoader(getClass().getClassLoader()) {};
        var seen = new AtomicReference<ClassLoader>();
        InGoroutine.run(() -> {
            Thread.currentThread().setContextClassLoader(loader);
            var group = new WaitGroup();
            group.go(() -> seen.set(Thread.currentThread().getContextClassLoader()));
            group.await();
        });
        assertThat(seen.get()).isSameAs(loader);
    }

    @Test
    void jdkWaitsWorkInsideAndLetOthersRun() throws Exception {
        InGoroutine.run(() -> {
            var latch = new CountDownLatch(200);
            var lock = new Object();
            for (int i = 0; i < 200; i++) {
                go(() -> {
                    Thread.sleep(1);
                    synchronized (lock) {
                        latch.countDown();
                        lock.wait(1);
                    }
                });
            }
            latch.await();
            try (var children = Executors.newVirtualThreadPerTaskExecutor()) {
                int sum = 0;
                List<java.util.concurrent.Future<Integer>> all = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    int v = i;
                    all.add(children.submit(() -> {
                        Thread.sleep(1);
                        return v;
                    }));
                }
                for (var f : all) {
                    sum += f.get();
                }
                assertThat(sum).isEqualTo(199 * 200 / 2);
            }
        });
    }

    @Test
    void jdkWaitsShowTheirReason() throws Exception {
        InGoroutine.run(() -> {
            Chan<Thread> threads = Chan.make(1);
            Goroutine sleeper = go(() -> {
                threads.send(Thread.currentThread());
                try {
                    Thread.sleep(Duration.ofMinutes(5));
                } catch (InterruptedException e) {
                    threads.close();
                }
            });
            InGoroutine.await(() -> GoRuntime.goroutines().stream()
                    .anyMatch(g -> g.id() == sleeper.id() && g.waitReason() == io.go4j.diag.WaitReason.JAVA_SLEEP));
            assertThat(GoRuntime.stack(true)).contains("goroutine " + sleeper.id() + " [java sleep]:\n");
            threads.receive().interrupt();
            threads.receive(); // until it is closed
        });
    }

    @Test
    void goexitRunsFinallyAndDefers() throws Exception {
        InGoroutine.run(() -> {
            Chan<String> log = Chan.make(10);
            Goroutine g = go(() -> {
                try (var d = defer()) {
                    d.run(() -> log.send("first registered"));
                    d.run(() -> log.send("last registered"));
                    try {
                        goexit();
                    } finally {
                        log.send("finally");
                    }
                }
                log.send("not reached");
            });
            InGoroutine.await(() -> g.status() == GoroutineStatus.DEAD);
            log.close();
            assertThat(log.stream().toList()).containsExactly("finally", "last registered", "first registered");
        });
    }

    @Test
    void goexitThatWasSwallowedGoesOnAtTheEndOfTheDefer() throws Exception {
        InGoroutine.run(() -> {
            Chan<String> log = Chan.make(10);
            Goroutine g = go(() -> {
                try (var d = defer()) {
                    d.run(() -> log.send("deferred"));
                    try {
                        goexit();
                    } catch (Throwable swallowed) {
                        log.send("swallowed");
                    }
                }
                log.send("not reached");
            });
            InGoroutine.await(() -> g.status() == GoroutineStatus.DEAD);
            log.close();
            assertThat(log.stream().toList()).containsExactly("swallowed", "deferred");
        });
    }

    @Test
    void processorsTellWhatTheyRun() throws Exception {
        InGoroutine.run(() -> {
            long me = Sched.currentG().id();
            if (GoRuntime.isFullMode()) {
                int n = GoRuntime.gomaxprocs();
                assertThat(GoRuntime.processors()).hasSize(n).extracting(ProcessorInfo::id).isSorted().startsWith(0);
                InGoroutine.await(() -> { // for a while the caller may be parted from its processor
                    return GoRuntime.processors().stream().anyMatch(p -> p.goroutine() == me && p.machine() >= 0 && p.switches() > 0);
                });
            } else {
                assertThat(GoRuntime.processors()).isEmpty();
            }
        });
    }

    @Test
    void goexitOutsideAGoroutineIsFatal() {
        assertThatThrownBy(Go4j::goexit).isInstanceOf(FatalError.class);
    }

    @Test
    void deferMakesAllCallsAndKeepsAllFailures() {
        List<String> log = new ArrayList<>();
        assertThatThrownBy(() -> {
            try (var d = defer()) {
                d.run(() -> {
                    log.add("one");
                    throw new IllegalStateException("pt1");
                });
                d.run(() -> {
                    log.add("two");
                    throw panic("pt2");
                });
                throw panic("hello");
            }
        }).hasMessage("hello").satisfies(t -> {
            Throwable later = t.getSuppressed()[0];
            assertThat(later).hasMessage("pt1");
            assertThat(Defer.replacedBy(later)).hasMessage("pt2");
        });
        assertThat(log).containsExactly("two", "one");
    }

    @Test
    void recoverInADeferTakesTheFailureOfLaterRegisteredCalls() {
        var recovered = new AtomicReference<Throwable>();
        try (var d = defer()) {
            d.run(() -> recovered.set(d.recover()));
            d.run(() -> {
                throw new java.io.IOException("close failed");
            });
        }
        assertThat(recovered.get()).hasMessage("close failed");
    }

    @Test
    void panicsOfGoroutinesGoToTheHandler() throws Exception {
        var seen = new AtomicReference<Throwable>();
        try {
            GoRuntime.onPanic((g, t) -> seen.set(t));
            InGoroutine.run(() -> {
                Goroutine g = go(() -> {
                    throw panic(42);
                });
                InGoroutine.await(() -> g.status() == GoroutineStatus.DEAD);
            });
            assertThat(seen.get()).isInstanceOf(Panic.class).hasMessage("42");
            assertThat(((Panic) seen.get()).value()).isEqualTo(42);
        } finally {
            GoRuntime.onPanic(null);
        }
    }

    @Test
    void sleepIsNotShort() throws Exception {
        InGoroutine.run(() -> {
            long before = System.nanoTime();
            sleep(Duration.ofMillis(20));
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
            sleep(Duration.ZERO);
            sleep(Duration.ofNanos(-1));
        });
    }

    @Test
    @Tag("full-only")
    void gomaxprocsChangesUnderLoadAndLosesNobody() throws Exception {
        int before = GoRuntime.gomaxprocs();
        try {
            InGoroutine.run(() -> {
                var group = new WaitGroup();
                Chan<Integer> ch = Chan.make();
                for (int i = 0; i < 50; i++) {
                    group.go(() -> {
                        for (int k = 0; k < 200; k++) {
                            ch.send(k);
                        }
                    });
                    group.go(() -> {
                        for (int k = 0; k < 200; k++) {
                            ch.receive();
                            if (k % 50 == 0) {
                                sleep(Duration.ofMillis(1));
                            }
                        }
                    });
                }
                for (int n : new int[] {1, 8, 3, 64, 1, 2, 16, 1, 4}) {
                    GoRuntime.gomaxprocs(n);
                    assertThat(GoRuntime.gomaxprocs()).isEqualTo(n);
                    sleep(Duration.ofMillis(3));
                }
                group.await();
            });
        } finally {
            GoRuntime.gomaxprocs(before);
        }
        assertThat(GoRuntime.gomaxprocs(0)).isEqualTo(before);
        assertThatThrownBy(() -> GoRuntime.gomaxprocs(70_000)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numGoroutineIsTheNumberOfStacks() throws Exception {
        InGoroutine.run(() -> {
            Chan<Unit> stop = Chan.make();
            long me = GoRuntime.goroutines().getFirst().id();
            for (int i = 0; i < 2_500; i++) { // enough for Training, whose goroutines must not show
                go(() -> stop.receive());
            }
            assertThat(GoRuntime.goroutines().stream().filter(g -> g.parentId() == me)).hasSize(2_500);
            assertThat(GoRuntime.numGoroutine()).isGreaterThan(2_500);
            InGoroutine.await(() -> GoRuntime.goroutines().size() == GoRuntime.numGoroutine()); // some of earlier tests may just be ending
            stop.close();
            InGoroutine.await(() -> GoRuntime.goroutines().stream().noneMatch(g -> g.parentId() == me));
        });
    }

    @Test
    @Tag("full-only")
    void takingStackTracesLosesNobody() throws Exception {
        var stop = new java.util.concurrent.atomic.AtomicBoolean();
        Thread looker = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                GoRuntime.stack(true);
            }
        });
        try {
            InGoroutine.run(() -> {
                var group = new WaitGroup();
                Chan<Integer> ch = Chan.make();
                for (int g = 0; g < 8; g++) {
                    group.go(() -> {
                        for (int i = 0; i < 3_000; i++) {
                            ch.send(i);
                        }
                    });
                    group.go(() -> {
                        for (int i = 0; i < 3_000; i++) {
                            ch.receive();
                        }
                    });
                }
                group.await();
            });
        } finally {
            stop.set(true);
            looker.join();
        }
    }
}
