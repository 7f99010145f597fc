// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.diag.WaitReason;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/nil.go, the part about channels. */
class NilTest {
    /** The nil channel blocks every operation and has no length; null is no value. */
    @Test
    @Tag("CH-4")
    @Tag("CH-6")
    @LeavesGoroutines("nothing ends a wait for the nil channel")
    void chantest() {
        Goroutines.run(() -> {
            Chan<Integer> nil = Chan.nil();
            Goroutines.untilWaiting(go(() -> nil.send(1)), WaitReason.CHAN_SEND_NIL);
            Goroutines.untilWaiting(go(nil::receive), WaitReason.CHAN_RECEIVE_NIL);
            Goroutines.untilWaiting(go(() -> nil.forEach(v -> {})), WaitReason.CHAN_RECEIVE_NIL);
            assertThat(nil.len()).isZero();
            assertThat(nil.cap()).isZero();
            assertThat(nil.trySend(1)).isFalse();
            assertThat(nil.tryReceive()).isNull();
            assertThatThrownBy(() -> Chan.<Integer>make(1).send(null)).isInstanceOf(NullPointerException.class);
        });
    }
}
