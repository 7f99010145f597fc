// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.Unit;
import io.go4j.context.Context;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One subscriber to a channel. A goroutine makes all calls to it, so they come one after another. */
final class Outflow<T> implements Flow.Subscription {
    private final Context ctx;
    private final RecvChan<T> in;
    private final AtomicLong wanted = new AtomicLong();

    /** Has a value while the goroutine should look at {@link #wanted} again. */
    private final Chan<Unit> changed = Chan.make(1);

    /** Closed with the cancel. */
    private final Chan<Unit> cancelled = Chan.make();

    private final AtomicReference<@Nullable IllegalArgumentException> misuse = new AtomicReference<>();

    private Outflow(Context ctx, RecvChan<T> in) {
        this.ctx = ctx;
        this.in = in;
    }

    static <T> void start(Context ctx, RecvChan<T> in, Flow.Subscriber<? super T> subscriber) {
        Outflow<T> out = new Outflow<>(ctx, in);
        go(() -> out.run(subscriber));
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            misuse.compareAndSet(null, new IllegalArgumentException("flow: request of " + n + " is below 1 (rule 3.9)"));
        } else {
            wanted.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
        }
        changed.trySend(Unit.UNIT);
    }

    @Override
    public void cancel() {
        synchronized (cancelled) {
            if (!cancelled.isClosed()) {
                cancelled.close();
            }
        }
    }

    private void run(Flow.Subscriber<? super T> subscriber) {
        try {
            subscriber.onSubscribe(this);
            while (!cancelled.isClosed()) {
                RuntimeException bad = ctx.err() != null ? ctx.err() : misuse.get();
                if (bad != null) {
                    cancel();
                    subscriber.onError(bad);
                } else if (wanted.get() == 0) {
                    select(changed.onReceive(v -> {}), cancelled.onReceive(v -> {}), ctx.done().onReceive(v -> {}));
                } else {
                    next(subscriber);
                }
            }
        } finally {
            cancel(); // a subscriber that throws gets nothing more
        }
    }

    /** What came out of the wait for a value: that, the end of the channel, or neither. */
    private record Event<V>(@Nullable V value, boolean ended) {}

    private void next(Flow.Subscriber<? super T> subscriber) {
        Event<T> e = select(
                in.receiving().map(v -> new Event<T>(v, v == null)),
                changed.receiving().map(v -> new Event<T>(null, false)),
                cancelled.receiving().map(v -> new Event<T>(null, false)),
                ctx.done().receiving().map(v -> new Event<T>(null, false)));
        if (e.ended) {
            cancel();
            subscriber.onComplete();
        } else if (e.value != null) {
            if (wanted.get() != Long.MAX_VALUE) { // that many mean: no limit
                wanted.decrementAndGet();
            }
            subscriber.onNext(e.value);
        }
    }
}
