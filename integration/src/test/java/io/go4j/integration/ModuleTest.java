// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Go4j;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is a module needs go4j on its module path, and nothing else. */
class ModuleTest {
    @TempDir
    Path dir;

    @Test
    void goroutinesOfAModule() throws Exception {
        assertThat(run().lines()).containsExactly("full mode: true");
    }

    @Test
    void aJdkWithoutTheFlightRecorder() throws Exception {
        assertThat(run("--limit-modules", "java.management,io.go4j,app").lines()).containsExactly("full mode: true");
    }

    @Test
    void theFlightRecorderSeesGoroutinesOfAModule() throws Exception {
        Path file = dir.resolve("app.jfr");
        run("-XX:StartFlightRecording:settings=none,+go4j.GoroutineStart#enabled=true,filename=" + file);
        assertThat(RecordingFile.readAllEvents(file))
                .filteredOn(e -> e.getEventType().getName().equals("go4j.GoroutineStart"))
                .extracting(e -> e.getString("goroutineName"))
                .containsExactlyInAnyOrder("main", "sender");
    }

    /** Compiles and runs the application; returns what it prints. */
    private String run(String... options) throws Exception {
        Path info = Files.writeString(dir.resolve("module-info.java"), "module app { requires io.go4j; }");
        Path main = Files.writeString(dir.resolve("Main.java"), """
                package app;
                import io.go4j.*;
                import static io.go4j.Go4j.*;
                public class Main {
                    public static void main(String[] args) {
                        Go4j.main(() -> {
                            var c = Chan.<String>make();
                            go("sender", () -> c.send("full mode: " + GoRuntime.isFullMode()));
                            System.out.println(c.receive());
                        });
                    }
                }
                """);
        Path go4j = Path.of(Go4j.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path out = dir.resolve("out");
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> javacOptions = List.of("-p", go4j.toString(), "-d", out.toString());
        try (var files = javac.getStandardFileManager(null, null, null)) {
            boolean ok = javac.getTask(said, files, null, javacOptions, null, files.getJavaFileObjects(info, main)).call();
            assertThat(ok).as(said.toString()).isTrue();
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = go4j + System.getProperty("path.separator") + out;
        String open = "java.base/java.lang=io.go4j";
        List<String> command = new ArrayList<>(List.of(java, "-p", path, "--add-opens", open));
        command.addAll(List.of(options));
        command.addAll(List.of("-m", "app/app.Main"));
        Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(printed).isZero();
        return printed;
    }
}
