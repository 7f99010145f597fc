// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static io.go4j.conformance.TestProg.add;
import static io.go4j.conformance.TestProg.unreachable;
import static io.go4j.conformance.TestProg.untilWaiting;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.diag.WaitReason;
import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import io.go4j.sync.Pool;
import io.go4j.sync.RWMutex;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Programs in which everybody waits, or seems to. (Go: src/runtime/testdata/testprog/deadlock.go.) */
final class DeadlockProgs {
    private DeadlockProgs() {}

    static void addAll() {
        add("SimpleDeadlock", () -> {
            Go4j.<Void>select();
            unreachable();
        });
        add("InitDeadlock", () -> {
            System.out.println(Init.VALUE);
            unreachable();
        });
        add("Issue21576", () -> {
            Chan.<Integer>make().send(1);
            unreachable();
        });
        add("WaitGroupDeadlock", () -> {
            var wg = new WaitGroup();
            wg.add(1);
            wg.await();
        });
        add("MutexDeadlock", () -> {
            var mu = new Mutex();
            mu.lock();
            mu.lock();
        });
        add("RWMutexDeadlock", () -> {
            var rw = new RWMutex();
            rw.rLock();
            untilWaiting(go(rw::lock), WaitReason.RWMUTEX_LOCK);
            rw.rLock();
        });
        add("CondDeadlock", () -> {
            new Pool<>().put("a pool waits for collections, which wake nobody");
            var mu = new Mutex();
            mu.lock();
            new Cond(mu).await();
        });
        add("ManyDeadlock", () -> {
            for (int i = 0; i < 100; i++) {
                var c = Chan.<Integer>make();
                go(c::receive);
                go(() -> select(c.receiving().map(v -> 1), Chan.<Integer>nil().sending(1).map(() -> 2)));
            }
            Chan.nil().receive();
        });
        add("UnwatchedTimerDeadlock", () -> {
            Timer.of(Duration.ofHours(1));
            Ticker.every(Duration.ofHours(1));
            Timer.afterFunc(Duration.ofHours(1), () -> {}).stop();
            Go4j.<Void>select();
        });
        add("SleeperIsNoDeadlock", () -> {
            var c = Chan.<Integer>make();
            go(() -> {
                sleep(Duration.ofMillis(200));
                c.send(1);
            });
            c.receive();
            Timer.afterFunc(Duration.ofMillis(200), () -> c.send(2));
            c.receive();
            Timer.of(Duration.ofMillis(200)).channel().receive();
            after(Duration.ofMillis(200)).receive();
            System.out.println("done");
        });
        add("BusyIsNoDeadlock", () -> {
            var c = Chan.<Integer>make();
            go(() -> {
                long end = System.nanoTime() + 300_000_000;
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                c.send(1);
            });
            c.receive();
            System.out.println("done");
        });
        add("NetpollDeadlock", () -> {
            try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                server.setSoTimeout(300);
                server.accept();
            } catch (SocketTimeoutException e) {
                System.out.println("done");
            }
        });
    }

    /** Blocks while the class is being initialised. */
    private static final class Init {
        static final int VALUE;

        static {
            Go4j.<Void>select();
            VALUE = 1;
        }
    }
}
