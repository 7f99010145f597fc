// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.diag.WaitReason;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chan/select6.go (issue 2075). */
class Select6Test {
    /** A select that was served on another channel stands no more in the queue of the first: two later sends there both find a receiver. */
    @Test
    @Tag("SEL-11")
    void main() {
        Goroutines.run(() -> {
            var c1 = Chan.<Boolean>make();
            var c2 = Chan.<Boolean>make();
            var c3 = Chan.<Boolean>make();
            var first = go(c1::receive);
            Goroutines.untilWaiting(first, WaitReason.CHAN_RECEIVE);
            go(() -> {
                select(
                        c1.onReceive(v -> {
                            throw new AssertionError("nobody sent on c1 yet");
                        }),
                        c2.onReceive(v -> c3.send(true)));
                c1.receive();
            });
            go(() -> c2.send(true));
            c3.receive();
            c1.send(true);
            c1.send(true);
        });
    }
}
