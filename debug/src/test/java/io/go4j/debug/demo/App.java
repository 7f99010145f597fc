// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.demo;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.debug.gops.Gops;
import io.go4j.debug.pprof.Pprof;
import io.go4j.sync.Mutex;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** A program that does a bit of everything, for the tools to look at. Says where it listens; ends when its standard input does. */
public final class App {
    static volatile Object sink = "";

    private App() {}

    static void waiter(Chan<Integer> ch) {
        ch.receive();
    }

    static long burn(int n) {
        long x = n;
        for (int i = 0; i < 1_000_000; i++) {
            x = x * 31 + i;
        }
        return x;
    }

    static void alloc() {
        sink = new byte[64 << 10];
    }

    static void contend(Mutex mutex) {
        mutex.lock();
        sleep(Duration.ofMillis(1));
        mutex.unlock();
    }

    public static void main(String[] args) throws IOException {
        GoRuntime.setBlockProfileRate(1);
        GoRuntime.setMutexProfileFraction(1);
        int pprof = Pprof.listen("localhost:0").address().getPort();
        int gops = Gops.listen().address().getPort();
        Go4j.main(() -> {
            var ch = Chan.<Integer>make();
            for (int i = 0; i < 5; i++) {
                go(() -> waiter(ch));
            }
            go(() -> GoRuntime.doWithLabels(Map.of("job", "ingest", "shard", "7"), () -> waiter(ch)));
            go(() -> GoRuntime.doWithLabels(Map.of("job", "burn"), () -> {
                while (true) {
                    sink = burn(3);
                    sleep(Duration.ofMillis(1));
                }
            }));
            go(() -> {
                while (true) {
                    alloc();
                    sleep(Duration.ofMillis(1));
                }
            });
            var mutex = new Mutex();
            for (int i = 0; i < 2; i++) {
                go(() -> {
                    while (true) {
                        contend(mutex);
                    }
                });
            }
            System.out.println(pprof + " " + gops);
            while (System.in.read() >= 0) {
                // until its end
            }
            ch.close();
        });
    }
}
