// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How many processors the program starts with. */
public final class GoMaxProcs {
    private static final int NUM_CPU = Runtime.getRuntime().availableProcessors();

    /** Neither the environment nor the program has said how many. */
    private static volatile boolean automatic = true;

    private static int seen = NUM_CPU;

    private GoMaxProcs() {}

    /** Returns the number of CPUs the process could use when it started. */
    public static int numCpu() {
        return NUM_CPU;
    }

    /** From the environment, or else the CPUs that this process may use, as the JVM sees them, a container's limit included. */
    static int initial() {
        String how = "GOMAXPROCS";
        String value = System.getenv("GOMAXPROCS");
        String property = System.getProperty("go4j.gomaxprocs");
        if (property != null) {
            how = "go4j.gomaxprocs";
            value = property;
        }
        if (value == null || value.isEmpty()) {
            return defaultProcs(NUM_CPU, allowedCpus());
        }
        int n = parse(value);
        if (n > 0) {
            automatic = false;
            return n;
        }
        int fallback = defaultProcs(NUM_CPU, allowedCpus());
        System.err.println("go4j: " + how + "=" + value + " is not a number from 1 to " + Sched.MAX_PROCS + "; using " + fallback);
        return fallback;
    }

    /** The program has said how many. */
    static void chosenByUser() {
        automatic = false;
    }

    /** It leaves that to us again. */
    static void automatic() {
        automatic = true;
    }

    /** Returns how many there should be by now, 0 if the user has decided. */
    static int wanted() {
        return automatic ? defaultProcs(Runtime.getRuntime().availableProcessors(), allowedCpus()) : 0;
    }

    /** Follows the limit of the container, and the CPUs that the process may use. Sysmon, once a second. */
    static void follow() {
        int now = Runtime.getRuntime().availableProcessors();
        if (automatic && now != seen) {
            seen = now;
            Sched.followCpus();
        }
    }

    /** Returns the number, 0 if the text is none that may be used. */
    static int parse(String value) {
        try {
            int n = Integer.parseInt(value.strip());
            return n >= 1 && n <= Sched.MAX_PROCS ? n : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * A CPU limit below 2 still gives 2 processors where the machine lets us use two CPUs, as in Go: one goroutine that computes must not
     * keep the others, and the collector, waiting.
     */
    static int defaultProcs(int available, int allowed) {
        return Math.max(1, Math.min(Math.max(available, 2), Math.max(allowed, available)));
    }

    /** CPUs in the affinity mask, whatever the container's limit is; 1 if that cannot be found out. */
    private static int allowedCpus() {
        String mask = null;
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Cpus_allowed:")) {
                    mask = line.substring("Cpus_allowed:".length());
                }
            }
        } catch (IOException | SecurityException e) {
            return 1; // not Linux
        }
        return countBits(mask);
    }

    static int countBits(@Nullable String hexMask) {
        if (hexMask == null) {
            return 1;
        }
        int n = 0;
        for (int i = 0; i < hexMask.length(); i++) {
            int digit = Character.digit(hexMask.charAt(i), 16);
            n += digit > 0 ? Integer.bitCount(digit) : 0;
        }
        return Math.max(n, 1);
    }
}
