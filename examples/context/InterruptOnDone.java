// SPDX-License-Identifier: Apache-2.0
// The end of a context interrupts a call of the JDK that knows nothing of contexts.
// run: ./go4j run examples/context/InterruptOnDone.java

import io.go4j.context.Context;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;

void main() {
    var queue = new LinkedBlockingQueue<String>();
    // @start region="interrupt"
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(50));
            var scope = ctx.interruptOnDone()) {
        IO.println(queue.take());
    } catch (InterruptedException e) {
        IO.println("given up");
    }
    // @end
}
