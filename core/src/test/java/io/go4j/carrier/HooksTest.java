// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.LogManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full-only")
class HooksTest {
    @Test
    void thoseOfTheProgramCount() {
        boolean before = Hooks.areThere();
        LogManager.getLogManager(); // has one of its own
        Thread ours = new Thread(() -> {}, "go4j-test");
        Runtime.getRuntime().addShutdownHook(ours);
        assertThat(Hooks.areThere()).isEqualTo(before);
        Thread hook = new Thread(() -> {});
        Runtime.getRuntime().addShutdownHook(hook);
        assertThat(Hooks.areThere()).isTrue();
        Runtime.getRuntime().removeShutdownHook(hook);
        Runtime.getRuntime().removeShutdownHook(ours);
        assertThat(Hooks.areThere()).isEqualTo(before);
    }
}
