// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import io.go4j.GoRuntime;
import io.go4j.diag.MachineInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Which labels the goroutine had that was on a virtual thread, at which time. Looked at as often as CPU samples are taken. */
final class RunningGoroutines {
    /*
     * A virtual thread serves many goroutines. Only changes are kept, so this grows with the number of goroutines that run for long enough
     * to be seen, as the profile itself does.
     */
    private final ConcurrentMap<Long, NavigableMap<Instant, Map<String, String>>> byThread = new ConcurrentHashMap<>();
    private final Duration every;
    private final Instant began = Instant.now();
    private final long beganNanos = System.nanoTime();
    private final Thread looker;

    RunningGoroutines(Duration every) {
        this.every = every;
        looker = new Thread(null, this::look, "go4j-cpu-labels", 0, false);
        looker.setDaemon(true);
        looker.start();
    }

    private void look() {
        try {
            while (!Thread.interrupted()) {
                Instant now = began.plusNanos(System.nanoTime() - beganNanos); // as the recorder does, however the clock is set meanwhile
                for (MachineInfo m : GoRuntime.machines()) {
                    if (m.threadId() != 0) {
                        var changes = byThread.computeIfAbsent(m.threadId(), id -> new ConcurrentSkipListMap<>());
                        var last = changes.lastEntry();
                        if (last == null ? !m.labels().isEmpty() : !last.getValue().equals(m.labels())) {
                            changes.put(now, m.labels());
                        }
                    }
                }
                Thread.sleep(every);
            }
        } catch (InterruptedException e) {
            // stop
        }
    }

    /** What was known for that time, or became known until the next look. */
    Map<String, String> labels(long threadId, Instant time) {
        var changes = byThread.get(threadId);
        if (changes == null) {
            return Map.of();
        }
        var seen = changes.floorEntry(time.plus(every));
        return seen == null ? Map.of() : seen.getValue();
    }

    void stop() {
        looker.interrupt();
    }
}
