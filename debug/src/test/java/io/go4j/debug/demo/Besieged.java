// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.demo;

import com.sun.management.UnixOperatingSystemMXBean;
import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.debug.gops.Gops;
import io.go4j.debug.pprof.Pprof;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A program with both servers and a small heap, for hostile clients. Says where it listens, then answers lines of its standard input:
 * {@code visits}, how many threads serve clients; {@code descriptors}, how many are open; {@code accepting}, the CPU time of the threads
 * that accept, in nanoseconds; {@code eat}, opens files until there are no descriptors left; {@code spit}, closes them. Ends when its
 * input does.
 */
public final class Besieged {
    private static final int GOROUTINES = 3000;
    private static final int DEPTH = 30; // so that a dump is larger than what the kernel keeps for a client
    private static final List<FileInputStream> EATEN = new ArrayList<>();

    private Besieged() {}

    static void waitsDeepInTheStackOfAFunctionWithALongName(Chan<Integer> ch, int depth) {
        if (depth > 0) {
            waitsDeepInTheStackOfAFunctionWithALongName(ch, depth - 1);
        } else {
            ch.receive();
        }
    }

    public static void main(String[] args) throws IOException {
        int pprof = Pprof.listen("localhost:0").address().getPort();
        int gops = Gops.listen("127.0.0.1:0").address().getPort();
        Go4j.main(() -> {
            var ch = Chan.<Integer>make();
            for (int i = 0; i < GOROUTINES; i++) {
                Go4j.go(() -> waitsDeepInTheStackOfAFunctionWithALongName(ch, DEPTH));
            }
            System.out.println(pprof + " " + gops);
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(answer(line));
            }
            ch.close();
        });
    }

    private static long answer(String question) throws IOException {
        return switch (question) {
            case "visits" -> threads("go4j-(pprof|gops)-[0-9]+").size();
            case "descriptors" ->
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
            case "accepting" -> {
                ThreadMXBean beans = ManagementFactory.getThreadMXBean();
                yield threads("go4j-(pprof|gops)").stream().mapToLong(beans::getThreadCpuTime).sum();
            }
            case "eat" -> {
                eat();
                yield EATEN.size();
            }
            case "spit" -> {
                for (FileInputStream file : EATEN) {
                    file.close();
                }
                EATEN.clear();
                yield 0;
            }
            default -> -1;
        };
    }

    private static List<Long> threads(String name) {
        List<Long> ids = new ArrayList<>();
        ThreadMXBean beans = ManagementFactory.getThreadMXBean();
        for (ThreadInfo t : beans.getThreadInfo(beans.getAllThreadIds())) {
            if (t != null && t.getThreadName().matches(name)) {
                ids.add(t.getThreadId());
            }
        }
        return ids;
    }

    private static void eat() {
        try {
            while (true) {
                EATEN.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            // none is left
        }
    }
}
