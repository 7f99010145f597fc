// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.sync.Mutex;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An application that goes on after {@code GoRuntime.shutdown}: what needs the runtime is refused, each time anew, and nothing hangs. */
final class AfterShutdown {
    private AfterShutdown() {}

    private interface Operation {
        Object run() throws Exception;
    }

    /** Runs all, each twice on the same objects, and prints how they ended. */
    public static void main(String[] args) throws Exception {
        Timer timer = Timer.of(Duration.ofHours(1));
        Timer otherTimer = Timer.of(Duration.ofHours(1));
        Ticker ticker = Ticker.every(Duration.ofHours(1));
        Chan<Integer> chan = Chan.make(1);
        Chan<Integer> empty = Chan.make();
        var mutex = new Mutex();
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("receive from a timer", () -> timer.channel().receive());
        all.put("select over timers", () -> Go4j.select(otherTimer.channel().receiving(), ticker.channel().receiving(), empty.receiving()));
        all.put("receive from a ticker", () -> ticker.channel().receive());
        all.put("timed receive", () -> empty.poll(Duration.ofHours(1)));
        all.put("timed lock", () -> {
            mutex.lock();
            try {
                return mutex.tryLock(1, TimeUnit.HOURS);
            } finally {
                mutex.unlock();
            }
        });
        all.put("go", () -> Go4j.go(() -> {}));
        all.put("sleep", () -> {
            Go4j.sleep(Duration.ofHours(1));
            return "";
        });
        all.put("try send and receive", () -> chan.trySend(1) && chan.tryReceive() == 1);
        all.put("stop", () -> timer.stop() | otherTimer.stop());
        Go4j.go(() -> {});
        while (!GoRuntime.shutdown(Duration.ofSeconds(10))) {
            Thread.onSpinWait();
        }
        for (var one : all.entrySet()) {
            for (int i = 0; i < 2; i++) {
                String end;
                try {
                    end = String.valueOf(one.getValue().run());
                } catch (IllegalStateException e) {
                    end = "refused";
                }
                System.out.println(one.getKey() + ": " + end);
            }
        }
    }
}
