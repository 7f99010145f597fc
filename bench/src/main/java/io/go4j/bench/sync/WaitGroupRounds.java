// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.sync;

import io.go4j.bench.OnGoroutines;
import io.go4j.sync.WaitGroup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a WaitGroup cost? All processors count on one group; then each makes many small groups and waits for them, which are down to
 * zero already, and for one that is not. An operation is one add and one done.
 *
 * <p>Fooled by: goroutines being started, which costs more than the group; here they are few.
 */
public class WaitGroupRounds extends OnGoroutines {
    static final int PAIRS = 1_000_000;

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void mpmc() {
        onGoroutine(() -> {
            WaitGroup shared = new WaitGroup();
            shared.add(1);
            parallel(PAIRS, n -> {
                for (int i = 0; i < n / 2; i++) {
                    shared.add(1);
                    shared.done();
                }
                long waited = 0;
                for (int i = n / 2; i < n; i++) {
                    WaitGroup own = new WaitGroup();
                    own.add(1);
                    own.done();
                    own.await();
                    waited++;
                }
                expect(n - n / 2, waited);
            });
            shared.done();
            shared.await();
        });
    }
}
