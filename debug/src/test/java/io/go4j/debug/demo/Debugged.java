// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.demo;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.debug.dlv.Delve;
import io.go4j.diag.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Programs for a debugger. The first word says which; prints the port. All of them wait until they are killed. */
public final class Debugged {
    static volatile long made;

    private Debugged() {}

    static void produce(Chan<Long> ch) {
        for (long count = 1; ; count++) {
            ch.send(count);
            made = count;
            sleep(Duration.ofMillis(100));
        }
    }

    static void consume() {
        var ch = Chan.<Long>make();
        go(() -> produce(ch));
        for (long v : ch) {
            made = Math.max(made, v);
        }
    }

    static void receive(Chan<Integer> ch) {
        ch.receive();
    }

    /** Says where it listens when all of them wait: a debugger would stop it in the middle of starting them. */
    static void many(int n, int port) {
        var ch = Chan.<Integer>make();
        for (int i = 0; i < n; i++) {
            go(() -> receive(ch));
        }
        GoRuntime.doWithLabels(Map.of("job", "ingest", "shard", "7"), () -> go(() -> receive(ch)));
        while (GoRuntime.metrics().get("/sched/goroutines/waiting:goroutines") instanceof Metric.Count waiting && waiting.value() <= n) {
            sleep(Duration.ofMillis(1));
        }
        System.out.println(port);
        ch.receive();
    }

    public static void main(String[] args) throws IOException {
        int port = Delve.listen("127.0.0.1:0").address().getPort();
        Go4j.main(() -> {
            switch (args[0]) {
                case "sleeper" -> {
                    System.out.println(port);
                    sleep(Duration.ofSeconds(1000));
                }
                case "producer" -> {
                    System.out.println(port);
                    consume();
                }
                default -> many(Integer.parseInt(args[0]), port);
            }
        });
    }
}
