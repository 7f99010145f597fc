// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that somebody may still wake is never ended as a deadlock. */
class WakersTest {
    /** On one CPU too, where a thread that was woken waits longest until it runs. */
    @ParameterizedTest
    @Tag("D3")
    @ValueSource(strings = {"ThreadAnswers", "ThreadsAnswerEachOther", "ThreadWakesByTimeout", "ThreadIsInterrupted"})
    void ordinaryThreads(String program) {
        succeeds(Program.run(program));
        succeeds(Program.run(List.of("-XX:ActiveProcessorCount=1"), TestProg.class, program));
    }

    @ParameterizedTest
    @Tag("D3")
    @MethodSource("names")
    void noVerdictByTheNameOfAThread(String name) {
        succeeds(Program.run("ThreadNamed " + name));
    }

    static List<String> names() {
        return WakerProgs.NAMES_OF_THE_JVM;
    }

    /** Code of the program that the JVM calls. */
    @ParameterizedTest
    @Tag("D6")
    @ValueSource(strings = {"Signal", "Finalizer", "Listener", "Upcall"})
    void theJvm(String program) {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "the programs use Linux' kill and timers");
        succeeds(Program.run(program));
    }

    /** Portable mode cannot list the hooks, and stays silent for any thread that does not run. */
    @Test
    @Tag("D5")
    void aShutdownHook() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "the program uses kill");
        Program p = Program.run("ShutdownHook");
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("done\n");
    }

    /** Who can prove that nobody will come must say so still. */
    @ParameterizedTest
    @Tag("D6")
    @ValueSource(strings = {"HandledSignalTakenBack", "StuckThread"})
    void stillADeadlock(String program) {
        Program p = Program.run(program);
        assertThat(p.stderr()).startsWith("fatal error: all goroutines are asleep - deadlock!\n");
        assertThat(p.status()).isEqualTo(2);
    }

    private static void succeeds(Program p) {
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("done\n");
        assertThat(p.status()).isZero();
    }
}
