// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.footprint;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.sync.WaitGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How much memory does a parked goroutine take? A million wait in a receive on one channel; prints bytes per goroutine, of heap in use
 * after a full collection and of resident memory, both as the difference to before.
 *
 * <p>Fooled by: goroutines that do not wait yet (at the end each takes a value without delay, or it fails), or that are collected because
 * nothing reaches them (the channel does); resident memory that the JVM had taken before and now uses; deeper stacks than these, of which
 * each frame costs both runtimes more.
 */
public final class MillionParked {
    private MillionParked() {}

    public static void main(String[] args) {
        int n = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        Go4j.main(() -> run(n));
    }

    private static void run(int n) throws IOException {
        Chan<Integer> warm = Chan.make(); // classes, the machines
        park(1000, warm);
        release(1000, warm);
        sleep(Duration.ofMillis(100));
        long heap = heapUsed();
        long rss = residentBytes();

        Chan<Integer> never = Chan.make();
        park(n, never);
        System.out.printf("heap %.1f%n", (double) (heapUsed() - heap) / n);
        System.out.printf("rss %.1f%n", (double) (residentBytes() - rss) / n);
        release(n, never);
    }

    private static void park(int n, Chan<Integer> ch) {
        WaitGroup started = new WaitGroup();
        started.add(n);
        for (int i = 0; i < n; i++) {
            go(() -> {
                started.done();
                ch.receive();
            });
        }
        started.await();
        sleep(Duration.ofMillis(500));
    }

    /** Ends them all, and so shows that each was there, and waited. */
    private static void release(int n, Chan<Integer> ch) {
        for (int i = 0; i < n; i++) {
            if (!ch.trySend(1)) {
                throw new AssertionError("bench: only " + i + " goroutines wait");
            }
        }
    }

    private static long heapUsed() {
        Runtime r = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 2; i++) {
            System.gc();
            least = Math.min(least, r.totalMemory() - r.freeMemory());
        }
        return least;
    }

    private static long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new AssertionError("bench: no VmRSS in /proc/self/status");
    }
}
