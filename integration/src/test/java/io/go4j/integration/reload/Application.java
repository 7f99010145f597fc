// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration.reload;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.context.AfterFunc;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import io.go4j.flow.Pipes;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.Mutex;
import io.go4j.sync.SingleFlight;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Uses a bit of everything, and leaves things lying in its threads as applications do. The container knows it as a Callable. */
public final class Application implements Callable<String> {
    private static final ThreadLocal<Object> LEFT = new ThreadLocal<>();

    @Override
    public String call() throws Exception {
        int sum = workers() + tasks() + threads() + socket();
        timers();
        Thread outlives = threadThatOutlivesUs();
        var tree = Context.background().withCancel();
        if (!GoRuntime.shutdown(Duration.ofSeconds(60))) {
            return "still there:\n" + GoRuntime.stack(true);
        }
        if (!GoRuntime.shutdown(Duration.ZERO)) {
            return "a second shutdown failed";
        }
        String left = whatIsLeftCounted(tree);
        if (!left.isEmpty()) {
            return left;
        }
        LockSupport.unpark(outlives);
        if (!outlives.join(Duration.ofSeconds(60))) {
            return "a thread of the factory did not go on after the shutdown";
        }
        try {
            go(() -> {});
            return "a goroutine was started after the shutdown";
        } catch (IllegalStateException e) {
            return e.getMessage() + " " + sum;
        }
    }

    /** What starts goroutines counts them before: when one is refused, nobody must wait for it. */
    private static String whatIsLeftCounted(CancelContext tree) throws InterruptedException {
        var group = new WaitGroup();
        var parts = new ErrGroup();
        parts.setLimit(1);
        var flight = new SingleFlight<String, String>();
        AfterFunc first = tree.afterFunc(() -> {});
        CancelContext told = tree.withCancel();
        AfterFunc last = tree.afterFunc(() -> {});
        List<Runnable> refused = List.of(
                () -> group.go(() -> {}), () -> parts.go(() -> {}), () -> parts.tryGo(() -> {}), () -> flight.runChan("k", () -> "v"),
                () -> Pipes.merge(Context.background(), Chan.make()), () -> Pipes.stage(parts, Chan.make(), 1, v -> v), tree::cancel);
        for (Runnable r : refused) {
            try {
                r.run();
                return "number " + refused.indexOf(r) + " was not refused";
            } catch (IllegalStateException e) {
                // as it should be
            }
        }
        if (told.err() == null || first.stop() || last.stop()) {
            return "a context was not told that the one above has ended";
        }
        Thread waits = Thread.ofPlatform().daemon().start(() -> {
            group.await();
            parts.await();
            parts.setLimit(2);
            flight.run("k", () -> "again");
        });
        return waits.join(Duration.ofSeconds(60)) ? "" : "somebody is counted who was not started";
    }

    private static int workers() {
        var in = Chan.<Integer>make();
        var out = Chan.<Integer>make(10);
        var lock = new Mutex();
        var group = new WaitGroup();
        for (int w = 0; w < 20; w++) {
            group.go(() -> {
                LEFT.set(new Application());
                Thread.currentThread().setContextClassLoader(Application.class.getClassLoader());
                Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});
                for (int v : in) {
                    lock.lock();
                    lock.unlock();
                    out.send(v);
                }
            });
        }
        go(() -> {
            for (int i = 0; i < 100; i++) {
                in.send(1);
            }
            in.close();
            group.await();
            out.close();
        });
        int sum = 0;
        for (int v : out) {
            sum += v;
        }
        return sum;
    }

    private static int tasks() throws Exception {
        try (var executor = GoRuntime.newGoroutinePerTaskExecutor()) {
            return executor.submit(() -> {
                        Thread.sleep(1); // the JDK's timer threads outlive us
                        return 10;
                    })
                    .get();
        }
    }

    private static int threads() throws Exception {
        var got = Chan.<Integer>make(2);
        Thread t = GoRuntime.threadFactory().newThread(() -> got.send(1));
        t.start();
        t.join();
        var child = Chan.<Thread>make();
        go(() -> child.send(Thread.startVirtualThread(() -> got.send(1))));
        child.receive().join();
        return got.receive() + got.receive();
    }

    private static Thread threadThatOutlivesUs() throws Exception {
        var parks = Chan.<Unit>make(1);
        Thread t = GoRuntime.threadFactory().newThread(() -> {
            parks.send(Unit.UNIT);
            LockSupport.park(Application.class);
        });
        t.start();
        parks.receive();
        return t;
    }

    /** The JDK's pollers outlive us too. */
    private static int socket() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket server = listener.accept()) {
            var got = Chan.<Integer>make();
            go(() -> got.send(server.getInputStream().read()));
            sleep(Duration.ofMillis(1));
            client.getOutputStream().write(1);
            return got.receive();
        }
    }

    private static void timers() {
        var never = Chan.<Integer>make();
        select(never.onReceive(v -> {}), after(Duration.ofMillis(1)).onReceive(t -> {}));
        after(Duration.ofDays(1)); // is never waited for
        try (var ticker = Ticker.every(Duration.ofMillis(1))) {
            ticker.channel().receive();
        }
    }
}
