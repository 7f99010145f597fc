// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does it cost to pass one value from one sender to one receiver? An operation is a value that has arrived.
 *
 * <p>Fooled by: values that must be boxed on the way (these are the cached {@code Integer} 1); a buffer that one side runs ahead in while
 * the other sleeps, so that most operations see an uncontended lock: that is the point of a buffer, but it says little about two cores
 * that meet at one channel.
 */
public class ChanSpsc extends OnGoroutines {
    static final int ELEMENTS = 200_000;

    @Param({"0", "1", "16", "100"})
    public int cap;

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void spsc() {
        onGoroutine(() -> {
            Chan<Integer> ch = Chan.make(cap);
            go(() -> {
                for (int i = 0; i < ELEMENTS; i++) {
                    ch.send(1);
                }
            });
            long sum = 0;
            for (int i = 0; i < ELEMENTS; i++) {
                sum += ch.receive();
            }
            expect(ELEMENTS, sum);
        });
    }
}
