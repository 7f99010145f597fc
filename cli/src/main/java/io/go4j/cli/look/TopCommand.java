// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import io.go4j.diag.RunDirectory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "top",
        description = "Shows live what a process does: goroutines by state and by place, processors and their queues. Keys: w longest waits"
                + " first, g most goroutines first, q ends it.")
final class TopCommand implements Callable<Integer> {
    private static final int PLAIN_WIDTH = 120;
    private static final int PLAIN_HEIGHT = 50;

    @Parameters(paramLabel = "PID", description = "a process of this user")
    private String target = "";

    @Option(names = "--once", description = "print one frame and end, for scripts")
    private boolean once;

    @Option(names = "--sort", paramLabel = "ORDER", description = "goroutines: places with most first; wait: with the longest wait first")
    private String order = "goroutines";

    @Option(names = "--interval", paramLabel = "SECONDS", description = "how long between two looks; 1 if not given")
    private double seconds = 1;

    @Option(names = "--sample", paramLabel = "N", description = "look at no more goroutines than this each time; 10000 if not given")
    private int sample = 10_000;

    @Override
    public Integer call() throws LookFailure, IOException, InterruptedException {
        if (!(seconds >= 0.1 && seconds <= 3600)) {
            throw LookFailure.usage("--interval is from 0.1 to 3600 seconds");
        }
        if (sample < 1) {
            throw LookFailure.usage("--sample is at least 1");
        }
        if (!order.equals("goroutines") && !order.equals("wait")) {
            throw LookFailure.usage("--sort is goroutines or wait");
        }
        boolean byWait = order.equals("wait");
        long millis = Math.round(seconds * 1000);
        try (LocalPeer peer = LocalPeer.of("top", target)) {
            if (once) {
                TopSample before = TopSample.of(peer, sample);
                Thread.sleep(millis);
                TopFrame.lines(title(peer).get(), before, TopSample.of(peer, sample), byWait, PLAIN_WIDTH, PLAIN_HEIGHT).stream()
                        .map(String::stripTrailing)
                        .forEach(System.out::println);
            } else {
                TopScreen.run(peer, title(peer), millis, sample, byWait);
            }
        }
        return 0;
    }

    private Supplier<String> title(LocalPeer peer) throws LookFailure {
        long pid = Peer.pid(target);
        String main = "";
        String version = peer.version();
        Instant start = ProcessHandle.of(pid).flatMap(p -> p.info().startInstant()).orElse(Instant.now());
        for (RunDirectory.Entry e : PsCommand.running(RunDirectory.ofThisUser())) {
            main = e.pid() == pid ? "   " + e.main() : main;
        }
        String name = "go4j top   pid " + pid + main;
        return () -> name + "   up " + PsCommand.uptime(Duration.between(start, Instant.now())) + "   " + version;
    }
}
