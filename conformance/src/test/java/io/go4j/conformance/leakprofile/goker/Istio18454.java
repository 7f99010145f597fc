// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import io.go4j.sync.Mutex;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Two loops, of a worker each: one may wait for a timer that was stopped, the other for the first to take a change. (Go:
 * goker/istio18454.go.)
 */
final class Istio18454 {
    private static final int EVENTS = 1024;

    private Istio18454() {}

    private static final class Worker {
        final CancelContext ctx = Context.background().withCancel();

        void start(Consumer<Context> loop) {
            go("Worker.Start.func1", () -> loop.accept(ctx));
        }

        void stop() {
            ctx.cancel();
        }
    }

    private static final class Strategy {
        final Duration frequency = Duration.ofNanos(1);
        final Mutex stateLock = new Mutex();
        final Chan<Unit> reset = Chan.make(1);
        final Worker worker = new Worker();
        Timer timer;

        void onChange() {
            stateLock.lock();
            if (timer != null) {
                stateLock.unlock();
                reset.send(Unit.UNIT);
                return;
            }
            timer = Timer.of(frequency);
            worker.start(this::eventLoop);
            stateLock.unlock();
        }

        private void eventLoop(Context ctx) {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = select(
                        timer.channel().receiving().map(v -> true),
                        reset.receiving().map(v -> {
                            if (!timer.stop()) {
                                timer.channel().receive(); // for ever, if the loop took its value before
                            }
                            timer.reset(frequency);
                            return true;
                        }),
                        ctx.done().receiving().map(v -> {
                            timer.stop();
                            return false;
                        }));
            }
        }
    }

    private static final class Processor {
        final Strategy strategy = new Strategy();
        final Worker worker = new Worker();
        final Chan<Integer> events = Chan.make(EVENTS);

        void start() {
            for (int i = 0; i < EVENTS; i++) {
                events.send(0);
            }
            worker.start(ctx -> {
                try {
                    processEvents(ctx);
                } finally {
                    strategy.worker.stop();
                }
            });
        }

        private void processEvents(Context ctx) {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = select(
                        ctx.done().receiving().map(v -> false),
                        events.receiving().map(v -> {
                            strategy.onChange();
                            return true;
                        }));
            }
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> {
                var processor = new Processor();
                processor.start();
                processor.worker.stop();
            });
        }
    }
}
