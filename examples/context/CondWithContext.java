// SPDX-License-Identifier: Apache-2.0
// Waiting for a condition until a context ends: its end is a broadcast.
// run: ./go4j run examples/context/CondWithContext.java

import io.go4j.context.Context;
import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import java.time.Duration;
import java.util.function.BooleanSupplier;

void main() {
    var mutex = new Mutex();
    var cond = new Cond(mutex);
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(20))) {
        mutex.lock();
        try {
            await(ctx, cond, () -> false);
        } finally {
            mutex.unlock();
        }
    } catch (RuntimeException e) {
        IO.println(e.getMessage());
    }
}

/** With the lock of {@code cond} held. */
void await(Context ctx, Cond cond, BooleanSupplier condition) {
    try (var stop = ctx.afterFunc(() -> {
        cond.lock().lock(); // or the broadcast could come between the question and the wait
        cond.broadcast();
        cond.lock().unlock();
    })) {
        while (!condition.getAsBoolean()) {
            cond.await();
            ctx.throwIfDone();
        }
    }
}
