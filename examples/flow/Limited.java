// SPDX-License-Identifier: Apache-2.0
// Requests at a rate, after a burst of two.
// run: ./go4j run examples/flow/Limited.java

import io.go4j.context.Context;
import io.go4j.flow.RateLimiter;
import java.time.Duration;

void main() {
    var ctx = Context.background();
    long start = System.nanoTime();
    // @start region="limiter"
    var limiter = RateLimiter.of(100, Duration.ofSeconds(1), 2);
    for (int request = 1; request <= 7; request++) {
        limiter.acquire(ctx);
        IO.println("request " + request);
    }
    // @end
    IO.println("took 50 ms or more: " + (System.nanoTime() - start >= 50_000_000));
}
