// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an exception says of itself, a goroutine that it leaves ends, and so does the program if it is a whole one. */
class HostileTest {
    @ParameterizedTest
    @EnumSource(HostileThrowables.class)
    void theProgramEnds(HostileThrowables kind) {
        Program p = Program.run(List.of(), HostileProg.class, "program", kind.name());
        assertThat(p.status()).as(p.stderr()).isEqualTo(2);
        String said = kind == HostileThrowables.FATAL_MESSAGE_WAITS ? "fatal error: stack overflow\n" : "panic: ";
        assertThat(p.stderr()).contains(said).contains("goroutine 1 [running]:\n");
        if (said.equals("panic: ")) {
            assertThat(p.stderr()).containsPattern("HostileThrowables|xxxxxxxx|again again|in toString|null");
        }
        assertThat(p.stderr().length()).isLessThan(200_000);
    }

    /** All kinds at once, with each way of an application to deal with panics. */
    @ParameterizedTest
    @ValueSource(strings = {"application", "handlerThrows", "handlerThrowsTheSame", "handlerGoesOut"})
    void theApplicationGoesOn(String how) {
        goesOn(how, HostileThrowables.values());
    }

    /** A handler that does not return keeps its own goroutine only. */
    @ParameterizedTest
    @ValueSource(strings = {"TO_STRING_WAITS", "SUPPRESSES_EACH_OTHER"})
    void theHandlerWaits(String kind) {
        goesOn("handlerWaits", HostileThrowables.valueOf(kind));
    }

    private static void goesOn(String how, HostileThrowables... kinds) {
        String[] names = Arrays.stream(kinds).map(Enum::name).toArray(String[]::new);
        String[] args = Stream.concat(Stream.of(how), Arrays.stream(names)).toArray(String[]::new);
        Program p = Program.run(List.of(), HostileProg.class, args);
        assertThat(p.stdout().lines()).as(p.stderr()).startsWith(names).endsWith("100 goroutines more").hasSize(names.length + 1);
        assertThat(p.status()).isZero();
    }
}
