// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.context;

import io.go4j.bench.OnGoroutines;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a tree of ten thousand contexts cost, made and cancelled at once? Each has up to ten children, and its {@code done} has been
 * asked for. An operation is one context.
 *
 * <p>Fooled by: contexts whose {@code done} nobody wants, which need no channel; here all have one.
 */
public class ContextTree extends OnGoroutines {
    static final int CONTEXTS = 10_000;
    static final int TREES = 10;

    @Benchmark
    @OperationsPerInvocation(CONTEXTS * TREES)
    public void cancel() {
        onGoroutine(() -> {
            for (int tree = 0; tree < TREES; tree++) {
                CancelContext[] all = new CancelContext[CONTEXTS];
                all[0] = Context.background().withCancel();
                for (int i = 1; i < CONTEXTS; i++) {
                    all[i] = all[(i - 1) / 10].withCancel();
                    all[i].done();
                }
                all[0].cancel();
                int ended = 0;
                for (CancelContext c : all) {
                    ended += c.err() == Context.CANCELED ? 1 : 0;
                }
                expect(CONTEXTS, ended);
            }
        });
    }
}
