// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Programs that use up the heap, each in its way. */
final class MemoryProg {
    private static final Duration LONG = Duration.ofHours(1);

    private MemoryProg() {}

    /** Runs the one that is named, until it dies. */
    public static void main(String[] args) {
        Go4j.main(flood(args[0]));
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
}
