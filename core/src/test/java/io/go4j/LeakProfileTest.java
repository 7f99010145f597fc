// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.pprof.Profile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full-only")
class LeakProfileTest {
    private static String text(Profile profile, int debug) throws Exception {
        var out = new ByteArrayOutputStream();
        profile.writeTo(out, debug);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void forsaken() {
        Chan.<Integer>make().receive();
    }

    @Test
    void leakedGoroutinesAreInTheirProfileAndMarkedInTheDump() throws Exception {
        Profile profile = GoRuntime.lookup("goroutineleak");
        assertThat(profile).isNotNull();
        Goroutine[] leaked = new Goroutine[3];
        for (int i = 0; i < leaked.length; i++) {
            leaked[i] = Go4j.go(LeakProfileTest::forsaken);
            InGoroutine.awaitWaiting(leaked[i]);
        }
        String text = text(profile, 1);
        assertThat(text).startsWith("goroutineleak profile: total ").contains("LeakProfileTest.forsaken").contains("3 @ ");
        assertThat(profile.count()).isGreaterThanOrEqualTo(3);
        assertThat(text(profile, 2)).contains("goroutine " + leaked[0].id() + " [chan receive (leaked)]:");
        assertThat(GoRuntime.reclaimLeaks()).isGreaterThanOrEqualTo(3);
        assertThat(text(profile, 1)).doesNotContain("forsaken");
    }
}
