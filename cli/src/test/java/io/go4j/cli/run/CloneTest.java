// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.cli.run.Installation.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in a clone of the repository: it builds its jars, once, and notices that they are old. */
class CloneTest {
    private static final String HELLO = """
            import static io.go4j.Go4j.*;
            import io.go4j.Chan;

            void main() {
                var greetings = Chan.<String>make();
                go(() -> greetings.send("hello"));
                IO.println(greetings.receive());
            }
            """;

    @TempDir
    Path folder;

    private Installation go4j;

    @BeforeEach
    void install() throws IOException {
        go4j = new Installation(folder);
    }

    @Test
    void aCopyWithoutJarsSaysWhatToDo() throws Exception {
        Path copy = Files.copy(go4j.script(), folder.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
        Outcome noJars = usage("no go4j jars in " + folder + "/lib; install go4j again, or set GO4J_HOME to where it is");
        for (String command : List.of("run", "version", "ps")) {
            assertThat(Installation.outcomeOf(go4j.start(copy, command, "x.jar"), "")).isEqualTo(noJars);
        }
        assertThat(Installation.outcomeOf(go4j.start(copy, "version"), "")).isEqualTo(noJars);
        go4j.write("core/pom.xml", "");
        assertThat(Installation.outcomeOf(go4j.start(copy, "version"), ""))
                .isEqualTo(usage("version: go4j is not built yet; ./mvnw package builds it"));
    }

    @Test
    void cloneBuildsItsJarsOnce() throws Exception {
        go4j.write("clone/core/pom.xml", "");
        Files.copy(go4j.script(), folder.resolve("clone/go4j"), StandardCopyOption.COPY_ATTRIBUTES);
        Installation.putJars(folder.resolve("built"), folder.resolve("built"));
        go4j.executable("clone/mvnw", """
                #!/bin/sh
                cat
                echo "mvnw $*" >> calls
                mkdir -p core/target debug/target cli/target
                cp ../built/go4j-1.0-test.jar core/target
                cp ../built/go4j-debug-1.0-test.jar debug/target
                cp ../built/go4j-cli-1.0-test.jar cli/target
                """);
        go4j.write("Cat.java", "void main() { IO.println(IO.readln()); }");
        Path script = folder.resolve("clone/go4j");
        Outcome first = Installation.outcomeOf(go4j.start(script, "run", "Cat.java"), "line\n");
        String notice = "go4j: building go4j once, this takes a minute (" + script.getParent() + ")\n";
        assertThat(first).isEqualTo(new Outcome(0, "line\n", notice));
        Outcome second = Installation.outcomeOf(go4j.start(script, "run", "Cat.java"), "line\n");
        assertThat(second).isEqualTo(new Outcome(0, "line\n", ""));
        assertThat(folder.resolve("clone/calls")).hasContent("mvnw -q -B -ntp -DskipTests package -pl core,debug,cli -am");
    }

    /** After a pull; a commit of what was built already is no reason to complain. */
    @Test
    void jarsOlderThanTheSourcesOfACloneAreNoticed() throws Exception {
        Installation.putJars(folder.resolve("clone/core/target"), folder.resolve("clone/cli/target"));
        Path debug = Files.createDirectories(folder.resolve("clone/debug/target"));
        Files.move(folder.resolve("clone/core/target/go4j-debug-1.0-test.jar"), debug.resolve("go4j-debug-1.0-test.jar"));
        go4j.write("clone/core/pom.xml", "");
        Path source = go4j.write("clone/cli/src/main/java/A.java", "");
        Path log = go4j.write("clone/.git/logs/HEAD", "");
        Files.copy(go4j.script(), folder.resolve("clone/go4j"), StandardCopyOption.COPY_ATTRIBUTES);
        go4j.write("Hello.java", HELLO);
        FileTime later = FileTime.from(Instant.now().plusSeconds(10));
        FileTime before = FileTime.from(Instant.now().minusSeconds(1000));

        Files.setLastModifiedTime(source, before);
        Files.setLastModifiedTime(log, later);
        assertThat(runClone().err()).isEmpty();
        Files.setLastModifiedTime(source, later);
        Outcome old = runClone();
        assertThat(old.status()).isZero();
        assertThat(old.err()).isEqualTo("go4j: the jars are older than the sources; ./mvnw -DskipTests package in "
                + folder.resolve("clone") + " builds them anew\n");
    }

    private Outcome runClone() throws Exception {
        return Installation.outcomeOf(go4j.start(folder.resolve("clone/go4j"), "run", "Hello.java"), "");
    }

    @Test
    void whoWaitsForABuildSaysForWhich() throws Exception {
        Installation.putJars(folder.resolve("built"), folder.resolve("built"));
        for (String clone : List.of("one", "two")) {
            go4j.write(clone + "/core/pom.xml", "");
            Files.copy(go4j.script(), folder.resolve(clone + "/go4j"), StandardCopyOption.COPY_ATTRIBUTES);
            go4j.executable(clone + "/mvnw", """
                    #!/bin/sh
                    for i in $(seq 600); do [ -e ../go ] || sleep 0.1; done
                    mkdir -p core/target debug/target cli/target
                    cp ../built/go4j-1.0-test.jar core/target
                    cp ../built/go4j-debug-1.0-test.jar debug/target
                    cp ../built/go4j-cli-1.0-test.jar cli/target
                    """);
        }
        Path lock = go4j.cache().resolve("build.lock");
        go4j.write("Hello.java", HELLO);
        Process builds = go4j.start(folder.resolve("one/go4j"), "run", "Hello.java");
        try (BufferedReader itsErrors = builds.errorReader()) {
            assertThat(itsErrors.readLine()).startsWith("go4j: building go4j once");
            Process waits = go4j.start(folder.resolve("two/go4j"), "run", "Hello.java");
            try (BufferedReader errors = waits.errorReader()) {
                assertThat(errors.readLine()).isEqualTo("go4j: waiting for process " + builds.pid()
                        + ", another go4j that builds in " + folder.resolve("one") + " (" + lock + ")");
                go4j.write("go", "");
                assertThat(errors.readLine()).isEqualTo("go4j: building go4j once, this takes a minute (" + folder.resolve("two") + ")");
                assertThat(waits.waitFor()).isZero();
            } finally {
                waits.destroyForcibly();
            }
        } finally {
            builds.destroyForcibly();
        }
    }

    @Test
    void failedBuildIsOneLineAfterMavens() throws Exception {
        go4j.write("clone/core/pom.xml", "");
        Files.copy(go4j.script(), folder.resolve("clone/go4j"), StandardCopyOption.COPY_ATTRIBUTES);
        go4j.executable("clone/mvnw", "#!/bin/sh\necho \"[ERROR] no network\"\nexit 1\n");
        Outcome outcome = Installation.outcomeOf(go4j.start(folder.resolve("clone/go4j"), "run", "Cat.java"), "");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("[ERROR] no network\n")
                .endsWith("see above, or run ./mvnw package in " + folder.resolve("clone") + "\n");
    }

    private static Outcome usage(String line) {
        return new Outcome(2, "", "go4j: " + line + "\n");
    }
}
