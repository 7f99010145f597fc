// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.SendChan;
import io.go4j.Unit;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue67190.go. */
class Issue67190Test {
    /** A channel equals its sides, and no other channel; it can be a key. */
    @Test
    @Tag("DIR-2")
    void main() {
        var ch = Chan.<Unit>make();
        RecvChan<Unit> receiving = ch;
        SendChan<Unit> sending = ch;
        assertThat(receiving).isSameAs(ch).isEqualTo(ch);
        assertThat((Object) sending).isEqualTo(receiving);
        assertThat(Map.of(ch, "here").get(receiving)).isEqualTo("here");
        assertThat(Chan.<Unit>make()).isNotEqualTo(ch);
        assertThat(Chan.nil() == Chan.<Object>nil()).isTrue();

        Timer timer = Timer.of(Duration.ofHours(1));
        assertThat(timer.channel()).isEqualTo(timer.channel());
    }
}
