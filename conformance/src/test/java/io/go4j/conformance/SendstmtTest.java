// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import org.junit.jupiter.api.Test;

/** Go: test/chan/sendstmt.go. */
class SendstmtTest {
    /** A select may send on a channel that it has just received. */
    @Test
    void chanchan() {
        Goroutines.run(() -> {
            var cc = Chan.<Chan<Integer>>make(1);
            var c = Chan.<Integer>make(1);
            cc.send(c);
            select(
                    cc.receive().onSend(2, () -> {}),
                    otherwise(() -> {
                        throw new AssertionError("there is room");
                    }));
            assertThat(c.receive()).isEqualTo(2);
        });
    }
}
