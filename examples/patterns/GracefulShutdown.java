// SPDX-License-Identifier: Apache-2.0
// Shutting down: no new work is taken, what was begun is finished, and that has a time limit.
// run: ./go4j run examples/patterns/GracefulShutdown.java

import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.context.Context;
import io.go4j.flow.Futures;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

void main() {
    var jobs = Chan.<Integer>make();
    var finished = new AtomicInteger();
    var serving = Context.background().withCancel();
    var workers = new WaitGroup();
    for (int i = 0; i < 3; i++) {
        workers.go(() -> {
            for (int job : jobs) {
                sleep(Duration.ofMillis(20)); // the work, which is not cut off
                finished.incrementAndGet();
            }
        });
    }

    int taken = 0;
    for (int job = 1; serving.err() == null; job++) {
        int next = job;
        boolean sent = select(jobs.sending(next).map(() -> true), serving.done().receiving().map(v -> false));
        taken += sent ? 1 : 0;
        if (taken == 10) {
            serving.cancel(); // in a server: a signal, a shutdown hook
        }
    }
    jobs.close();

    try (var limit = Context.background().withTimeout(Duration.ofSeconds(30))) {
        Futures.await(limit, Futures.async(() -> {
            workers.await();
            return "all finished";
        }));
    }
    IO.println(finished + " of " + taken + " finished");
}
