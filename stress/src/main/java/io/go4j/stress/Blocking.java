// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static io.go4j.stress.Round.check;
import static io.go4j.stress.Round.progress;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Loads of goroutines that hold their threads: in native calls, and by lockOSThread. */
final class Blocking {
    private static final Path THREAD = Path.of("/proc/thread-self");
    private static final MethodHandle USLEEP = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().find("usleep").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Blocking() {}

    private static void usleep(int micros) {
        try {
            int ignored = (int) USLEEP.invokeExact(micros);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /** Some block their threads, announced or not, and talk to others afterwards; children and timers must not wait for them. */
    static void blocked(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(20);
        int micros = 100 + r.nextInt(20_000);
        boolean announced = r.nextBoolean();
        Chan<Integer> done = Chan.make(r.nextInt(3));
        AtomicInteger children = new AtomicInteger();
        for (int i = 0; i < n; i++) {
            round.go("blocked", () -> {
                for (int k = 0; k < 3; k++) {
                    Go4j.go(() -> {
                        Go4j.sleep(java.time.Duration.ofNanos(micros));
                        children.incrementAndGet();
                        progress();
                    });
                    if (announced) {
                        GoRuntime.blocking(() -> {
                            usleep(micros);
                            return 0;
                        });
                    } else {
                        usleep(micros);
                    }
                    progress();
                    done.send(k);
                }
            });
        }
        round.go("blocked-counts", () -> {
            for (int i = 0; i < 3 * n; i++) {
                done.receive();
                progress();
            }
            while (children.get() < 3 * n) {
                Go4j.sleep(java.time.Duration.ofMillis(1));
            }
        });
    }

    /** Goroutines locked to their threads, some of which end so, pass a value round. Each stays on its thread, and alone. */
    static void locked(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(6);
        int laps = 10 + r.nextInt(200);
        boolean unlocks = r.nextBoolean();
        Chan<Integer> first = Chan.make(1);
        Chan<Integer> in = first;
        for (int i = 0; i < n; i++) {
            Chan<Integer> from = in;
            Chan<Integer> to = i == n - 1 ? first : Chan.make(r.nextInt(2));
            boolean last = i == n - 1;
            int kind = r.nextInt(3);
            round.go("locked", () -> {
                GoRuntime.lockOSThread();
                GoRuntime.lockOSThread();
                Path thread = thread();
                for (int lap = 0; lap < laps; lap++) {
                    int v = from.receive();
                    check(thread.equals(thread()), "locked: runs on " + thread() + ", was locked to " + thread);
                    if (kind == 0) {
                        Go4j.gosched();
                    } else if (kind == 1 && lap % 16 == 0) {
                        usleep(50);
                    }
                    if (last && lap == laps - 1) {
                        break;
                    }
                    to.send(v + 1);
                    progress();
                }
                GoRuntime.unlockOSThread();
                if (unlocks) {
                    GoRuntime.unlockOSThread();
                    Go4j.gosched();
                }
            });
            in = to;
        }
        first.send(0);
    }

    private static Path thread() {
        try {
            return Files.readSymbolicLink(THREAD);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
