// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Go4j;
import io.go4j.integration.reload.Container;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An application with go4j inside is loaded and unloaded again and again in one JVM, as web containers do. */
class ReloadTest {
    private static final int TIMES = 100;

    private static void reload(String... jvmOptions) throws Exception {
        String own = placeOf(Container.class);
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", own, Container.class.getName(), String.valueOf(TIMES), placeOf(Go4j.class), own));
        Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(printed).isZero();
        assertThat(printed).contains(TIMES + " times, 0 class loaders left, threads left: []");
    }

    private static String placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    @Test
    void nothingIsLeftInFullMode() throws Exception {
        reload("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }

    /** The recorder knows our classes while it runs, and forgets them. */
    @Test
    void nothingIsLeftWhereTheFlightRecorderRuns() throws Exception {
        reload("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xlog:jfr*=off",
                "-XX:StartFlightRecording:settings=none,+go4j.GoroutineStart#enabled=true,+go4j.GoroutineEnd#enabled=true");
    }

    @Test
    void nothingIsLeftInPortableMode() throws Exception {
        reload("-Dgo4j.mode=portable");
    }
}
