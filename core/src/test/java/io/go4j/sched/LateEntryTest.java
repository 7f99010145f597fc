// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static io.go4j.chan.ChanStressTest.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.InGoroutine;
import io.go4j.carrier.Carrier;
import io.go4j.sync.WaitGroup;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who takes a stack trace makes the JDK call {@code Stack.execute}, and may stop in the middle of that: the entry comes when the stack is
 * free, or has another goroutine.
 */
@Tag("full-only")
class LateEntryTest {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1_500) * Integer.getInteger("go4j.stress", 1);

    /** When another machine runs the thread by a late entry, as seen from the one that prepares the stack for its next goroutine. */
    enum Moment {
        BEFORE_IT_IS_PREPARED,
        WHEN_IT_IS_READY,
        BEFORE_IT_IS_RUN,
        INSTEAD
    }

    @ParameterizedTest
    @EnumSource
    @Tag("G2")
    @Tag("G3")
    void theNextGoroutineStarts(Moment moment) throws Exception {
        for (int i = 0; i < 20; i++) {
            startsInSpiteOf(moment, freeStack());
        }
    }

    /** This thread is the one machine; the other one is a real machine. */
    private static void startsInSpiteOf(Moment moment, Stack s) {
        Thread vthread = s.kept;
        Thread me = Thread.currentThread();
        var ran = new AtomicInteger();
        var hooked = new AtomicBoolean();
        s.thread = new WeakReference<>(vthread) { // asked by prepare, and by execute, which the JDK calls when the thread is ready
            @Override
            public Thread get() {
                boolean isIt = moment == Moment.BEFORE_IT_IS_PREPARED || (moment == Moment.WHEN_IT_IS_READY && s.freeTask == null);
                if (Thread.currentThread() == me && isIt && hooked.compareAndSet(false, true)) {
                    runByLateEntry(s, vthread);
                }
                return vthread;
            }
        };
        Runnable task = s.prepare(fresh(ran));
        if (moment == Moment.BEFORE_IT_IS_RUN) {
            runByLateEntry(s, vthread);
        }
        if (moment == Moment.WHEN_IT_IS_READY || moment == Moment.BEFORE_IT_IS_RUN) {
            s.run(task); // refused: the other machine was faster
            s.lookAgain(task);
        } else {
            s.queued = true; // this thread is no real machine: it leaves also this to one
            Sched.readyGlobal(s);
        }
        InGoroutine.await(() -> ran.get() == 1);
    }

    private static void runByLateEntry(Stack s, Thread vthread) {
        s.queued = true;
        Sched.readyGlobal(s);
        InGoroutine.await(() -> !s.queued && !Carrier.isRunnable(vthread));
    }

    private static G fresh(AtomicInteger ran) {
        G g = AllGs.takeOutside();
        g.id = P.nextIdOutside();
        Sched.prepare(g, (GoBody) ran::incrementAndGet, null, null, null);
        g.systemBit = 1; // it is not counted when it ends, since nobody has counted that it began
        assertThat(g.casStatus(G.NEW, G.STARTED)).isTrue();
        return g;
    }

    /** One that has run a goroutine, and belongs to no processor any more. */
    private static Stack freeStack() throws Exception {
        var taken = new AtomicReference<Stack>();
        InGoroutine.run(() -> InGoroutine.await(() -> {
            Go4j.go(() -> {});
            Go4j.gosched();
            taken.set(P.here().takeFreeStack());
            return taken.get() != null;
        }));
        return taken.get();
    }

    /** Late entries by the thousand, of stacks that are free, that are about to be used, and that are in use. */
    @Test
    @Tag("stress")
    void lateEntriesDisturbNobody() throws InterruptedException {
        Set<Stack> seen = ConcurrentHashMap.newKeySet();
        repeat(NANOS, "late entries", (r, what) -> {
            var over = new AtomicBoolean();
            Thread late = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    for (Stack s : seen) {
                        s.queued = true; // as the second half of Stack.execute
                        Sched.ready(s);
                    }
                }
            });
            storm(what, seen, 2_000);
            over.set(true);
            late.join();
            seen.clear();
        });
    }

    /** The same by the real thing: somebody takes stack traces of goroutines that are soon over. */
    @Test
    @Tag("stress")
    void stackTracesOfShortLivesDisturbNobody() throws InterruptedException {
        repeat(NANOS, "stack traces of short lives", (r, what) -> {
            var over = new AtomicBoolean();
            Set<Stack> seen = ConcurrentHashMap.newKeySet();
            Thread taker = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    for (Stack s : seen) {
                        Thread t = s.kept;
                        if (t != null) {
                            t.getStackTrace();
                        }
                    }
                }
            });
            storm(what, seen, 2_000);
            over.set(true);
            taker.join();
        });
    }

    /** Goroutines that end at once, some after a switch: their stacks are free and used again all the time. */
    private static void storm(String what, Set<Stack> seen, int n) throws InterruptedException {
        var ran = new AtomicInteger();
        int base = GoRuntime.numGoroutine();
        Go4j.go(() -> {
            var all = new WaitGroup();
            for (int i = 0; i < n; i++) {
                boolean switches = i % 3 == 0;
                all.go(() -> {
                    if (seen.size() < 16) {
                        seen.add(Sched.currentG().stack);
                    }
                    if (switches) {
                        Go4j.gosched();
                    }
                    ran.incrementAndGet();
                });
                if (i % 4 == 0) {
                    Go4j.gosched(); // so that stacks become free
                }
            }
            all.await();
        });
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while ((ran.get() < n || GoRuntime.numGoroutine() > base) && System.nanoTime() < end) {
            LockSupport.parkNanos(100_000);
        }
        assertThat(ran).as(what).hasValue(n);
    }
}
