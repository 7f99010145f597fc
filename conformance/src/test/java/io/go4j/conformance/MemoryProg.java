// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Programs that use up the heap, each in its way. */
final class MemoryProg {
    private static final Duration LONG = Duration.ofHours(1);

    private static final int HOARD_BYTES = 4 << 20;

    @SuppressWarnings("unused") // it is there to be given up
    private static volatile byte[] hoard;

    private MemoryProg() {}

    /** {@code program HOW}: until it dies. {@code application}: until there is no memory for another goroutine; then it frees all. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("program")) {
            Go4j.main(flood(args[1]));
        }
        GoRuntime.onPanic((g, t) -> {}); // goroutines that got no memory to wait
        for (int round = 0; round < 2; round++) {
            fillAndFree();
            var all = new WaitGroup();
            var ran = new AtomicInteger();
            for (int i = 0; i < 1000; i++) {
                all.go(() -> {
                    sleep(Duration.ofMillis(1));
                    ran.incrementAndGet();
                });
            }
            all.await();
            System.out.println(ran);
        }
    }

    private static GoBody flood(String how) {
        return switch (how) {
            case "goroutines" -> () -> {
                var c = Chan.<Integer>make();
                for (; ; ) {
                    go(() -> c.receive());
                }
            };
            case "sleepers" -> () -> {
                for (; ; ) {
                    go(() -> sleep(LONG));
                }
            };
            case "timers" -> () -> {
                for (; ; ) {
                    Timer.afterFunc(LONG, () -> {});
                }
            };
            case "buffers" -> () -> {
                List<Chan<Integer>> all = new ArrayList<>();
                for (; ; ) {
                    var c = Chan.<Integer>make(10_000);
                    for (int i = 0; i < 10_000; i++) {
                        c.send(i);
                    }
                    all.add(c);
                }
            };
            case "garbage" -> () -> {
                go(() -> {
                    List<byte[]> all = new ArrayList<>();
                    for (; ; ) {
                        all.add(new byte[1000]);
                    }
                });
                Go4j.<Void>select();
            };
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static void fillAndFree() throws InterruptedException {
        var stop = Chan.<Unit>make();
        hoard = new byte[HOARD_BYTES];
        try {
            for (; ; ) {
                go(() -> select(stop.onReceive(u -> {}), after(LONG).onReceive(now -> {})));
            }
        } catch (OutOfMemoryError e) {
            hoard = null; // the program needs some memory to give memory back
            closeWhateverIsLeft(stop);
        }
        while (GoRuntime.numGoroutine() > 0) {
            try {
                Thread.sleep(1);
            } catch (OutOfMemoryError e) {
                Thread.onSpinWait();
            }
        }
    }

    private static void closeWhateverIsLeft(Chan<Unit> c) {
        for (boolean closed = false; !closed; ) {
            try {
                c.close();
                closed = true;
            } catch (OutOfMemoryError e) {
                Thread.onSpinWait();
            }
        }
    }
}
