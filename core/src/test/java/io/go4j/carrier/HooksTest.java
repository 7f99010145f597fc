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
        Thread ours = new OfGo4j();
        Runtime.getRuntime().addShutdownHook(ours);
        assertThat(Hooks.areThere()).isEqualTo(before);
        for (String name : new String[] {"hook", "go4j-run-file", "go4j-gops-exit", ""}) { // a name proves nothing
            Thread hook = new Thread(() -> {}, name);
            Runtime.getRuntime().addShutdownHook(hook);
            assertThat(Hooks.areThere()).as(name).isTrue();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        Runtime.getRuntime().removeShutdownHook(ours);
        assertThat(Hooks.areThere()).isEqualTo(before);
    }

    /** As our own hooks are: of a class of go4j's. */
    private static final class OfGo4j extends Thread {}
}
