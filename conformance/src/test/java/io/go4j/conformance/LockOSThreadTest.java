// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What lockOSThread is for: native code that keeps something for each thread, here {@code pthread_setspecific}; not a file of Go's. */
@Tag("full-only")
class LockOSThreadTest {
    private static final long MINE = 42;

    private final int key = Native.keyCreate();
    private final AtomicInteger strangers = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();

    /** Runs on whatever thread it gets and looks whether somebody has left something there. */
    private void lookAround() {
        while (!stop.get()) {
            if (Native.getSpecific(key) != 0) {
                strangers.incrementAndGet();
            }
            gosched();
        }
    }

    /** All the ways to wait. */
    private static Map<String, GoBody> waits() {
        Map<String, GoBody> waits = new LinkedHashMap<>();
        waits.put("receive", () -> {
            var c = Chan.<Integer>make();
            go(() -> c.send(1));
            c.receive();
        });
        waits.put("send", () -> {
            var c = Chan.<Integer>make();
            go(c::receive);
            c.send(1);
        });
        waits.put("select", () -> {
            var c = Chan.<Integer>make();
            go(() -> c.send(1));
            select(c.receiving(), Chan.<Integer>make().receiving());
        });
        waits.put("sleep", () -> sleep(Duration.ofMillis(1)));
        waits.put("gosched", () -> gosched());
        waits.put("WaitGroup", () -> {
            var wg = new WaitGroup();
            wg.go(() -> gosched());
            wg.await();
        });
        waits.put("Mutex", () -> {
            var mu = new Mutex();
            mu.lock();
            go(mu::unlock);
            mu.lock();
        });
        waits.put("Thread.sleep", () -> Thread.sleep(1));
        waits.put("ReentrantLock", () -> {
            var lock = new ReentrantLock();
            var held = Chan.<Unit>make();
            go(() -> {
                lock.lock();
                held.send(Unit.UNIT);
                sleep(Duration.ofMillis(1));
                lock.unlock();
            });
            held.receive();
            lock.lock();
        });
        waits.put("synchronized", () -> {
            var monitor = new Object();
            var held = Chan.<Unit>make();
            go(() -> {
                synchronized (monitor) {
                    held.send(Unit.UNIT);
                    sleep(Duration.ofMillis(1));
                }
            });
            held.receive();
            synchronized (monitor) {
                held.close();
            }
        });
        waits.put("a queue", () -> {
            var queue = new LinkedBlockingQueue<Integer>();
            go(() -> queue.add(1));
            queue.take();
        });
        waits.put("a socket", () -> {
            try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                go(() -> new Socket(server.getInetAddress(), server.getLocalPort()).close());
                server.accept().close();
            }
        });
        waits.put("a native call", () -> Native.usleep(2000));
        waits.put("an announced native call", () -> GoRuntime.blocking(() -> {
            Native.usleep(2000);
            return Unit.UNIT;
        }));
        waits.put("a collection", () -> {
            System.gc();
            gosched();
        });
        return waits;
    }

    /** Whatever a locked goroutine waits for, it goes on on its own thread, and nobody else ever runs there. */
    @Test
    @Tag("LCK-1")
    @Tag("LCK-6")
    void nativeStateStaysWithTheGoroutine() {
        for (int procs = 1; procs <= 2; procs++) {
            stop.set(false);
            Goroutines.runWithProcs(procs, () -> {
                var others = new WaitGroup();
                for (int i = 0; i < 4; i++) {
                    others.go(this::lookAround);
                }
                var locked = Chan.<Unit>make();
                var ended = go(() -> {
                    GoRuntime.lockOSThread();
                    assertThat(Native.getSpecific(key)).as("a thread that nobody has used").isZero();
                    Native.setSpecific(key, MINE);
                    for (int i = 0; i < Goroutines.scaled(5); i++) {
                        for (Map.Entry<String, GoBody> wait : waits().entrySet()) {
                            wait.getValue().run();
                            assertThat(Native.getSpecific(key)).as("after %s", wait.getKey()).isEqualTo(MINE);
                        }
                    }
                    locked.send(Unit.UNIT); // and ends, and its thread with it
                });
                locked.receive();
                Goroutines.untilDead(ended);
                stop.set(true);
                others.await();
                assertThat(strangers.get()).as("times that another goroutine ran there").isZero();
            });
        }
    }

    /** Several goroutines, each locked to a thread of its own, hand a value round. */
    @Test
    @Tag("LCK-6")
    void eachHasItsOwn() {
        Goroutines.runWithProcs(2, () -> {
            int n = 5;
            var wg = new WaitGroup();
            var first = Chan.<Integer>make(1);
            var from = first;
            for (int i = 1; i <= n; i++) {
                int me = i;
                var in = from;
                var out = i == n ? first : Chan.<Integer>make();
                wg.go(() -> {
                    GoRuntime.lockOSThread();
                    Native.setSpecific(key, me);
                    for (int lap = 0; lap < Goroutines.scaled(50); lap++) {
                        int v = in.receive();
                        assertThat(Native.getSpecific(key)).isEqualTo(me);
                        out.send(v + 1);
                    }
                });
                from = out;
            }
            first.send(0);
            wg.await();
            assertThat(first.receive()).isEqualTo(n * Goroutines.scaled(50));
        });
    }
}
