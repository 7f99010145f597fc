// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.gops;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.go4j.GoRuntime;
import io.go4j.debug.Commands;
import io.go4j.debug.MemStats;
import io.go4j.debug.Slots;
import io.go4j.debug.Visit;
import io.go4j.debug.pprof.CpuProfile;
import io.go4j.diag.Metric;
import io.go4j.pprof.Profile;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** One connection of the {@code gops} command: a byte that says what is asked for, the answer, the end. */
final class Command {
    private static final int STACK = 0x1;
    private static final int GC = 0x2;
    private static final int MEM_STATS = 0x3;
    private static final int VERSION = 0x4;
    private static final int HEAP_PROFILE = 0x5;
    private static final int CPU_PROFILE = 0x6;
    private static final int STATS = 0x7;
    private static final int TRACE = 0x8;
    private static final int BINARY = 0x9;
    private static final int SET_GC = 0x10;

    private static final Duration CPU_TIME = Duration.ofSeconds(30);
    private static final int VARINT_BYTES = 10;

    /** What setgc was last told; the JVM has no such knob. */
    private static final AtomicLong GC_PERCENT = new AtomicLong(100);

    private Command() {}

    /** For {@link Visit}s of the agent. */
    static void answer(Visit visit) throws IOException, InterruptedException {
        int command = visit.in().read();
        long percent = command == SET_GC ? readPercent(visit.in()) : 0;
        var out = new BufferedOutputStream(visit.out(), 1 << 14);
        if (!visit.begin(command == CPU_PROFILE)) {
            if (isAnsweredByText(command)) {
                print(out, "gops: too many commands at once: " + Slots.MAX + " may run; try again when one has ended\n");
            } // else no answer: gops then says that it failed to read it
        } else if (command == CPU_PROFILE) {
            cpuProfile(visit, out);
        } else {
            answer(command, percent, out);
        }
        out.flush();
    }

    private static boolean isAnsweredByText(int command) {
        return (command >= STACK && command <= VERSION) || command == STATS || command == SET_GC;
    }

    private static void answer(int command, long percent, OutputStream out) throws IOException {
        switch (command) {
            case STACK -> write(out, "goroutine", 2);
            case GC -> {
                System.gc();
                MemStats.countForced();
                print(out, "ok");
            }
            case MEM_STATS -> print(out, MemStats.read().gopsText());
            case VERSION -> print(out, version() + "\n");
            case HEAP_PROFILE -> write(out, "heap", 0);
            case STATS -> print(out, stats());
            case TRACE -> {} // no answer: gops then says that nothing was traced
            case BINARY -> Files.copy(Path.of(Commands.executable()), out);
            case SET_GC ->
                print(out, "New GC percent set to " + percent + ". Previous value was " + GC_PERCENT.getAndSet(percent) + ".\n");
            default -> {} // as Go's agent
        }
    }

    private static void cpuProfile(Visit visit, OutputStream out) throws IOException, InterruptedException {
        try {
            CpuProfile.take(CPU_TIME, visit::stay).writeTo(out);
        } catch (IllegalStateException e) {
            // one is being taken already: gops says that it failed to read the profile
        }
    }

    private static void write(OutputStream out, String name, int debug) throws IOException {
        Profile profile = GoRuntime.lookup(name);
        if (profile != null) {
            profile.writeTo(out, debug);
        }
    }

    private static String version() {
        String ours = GoRuntime.class.getPackage().getImplementationVersion();
        return "go4j " + (ours == null ? "unknown" : ours) + ", Java " + Runtime.version();
    }

    private static String stats() {
        long threads = GoRuntime.metrics().get("/sched/threads/total:threads") instanceof Metric.Count c
                ? c.value()
                : java.lang.management.ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
        return "goroutines: " + GoRuntime.numGoroutine() + "\nOS threads: " + threads + "\nGOMAXPROCS: " + GoRuntime.gomaxprocs()
                + "\nnum CPU: " + GoRuntime.numCPU() + "\n";
    }

    /** A signed varint, zigzag. The zeros that gops sends behind it are left to whoever closes the connection. */
    static long readPercent(InputStream in) throws IOException {
        long zigzag = 0;
        for (int i = 0; i < VARINT_BYTES; i++) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("gops: half a number");
            }
            if (i == VARINT_BYTES - 1 && b > 1) {
                break;
            }
            zigzag |= (b & 0x7FL) << (7 * i);
            if (b < 0x80) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new IOException("gops: a number of more than 64 bits");
    }

    private static void print(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }
}
