// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Small whole programs that every introduction to goroutines shows; not files of Go's. More of them are in {@code examples}. */
@Tag("go4j-run")
class SeedsTest {
    private static long goroutines(String dump) {
        return Pattern.compile("^goroutine \\d+ ", Pattern.MULTILINE).matcher(dump).results().count();
    }

    /** A main that sleeps is one goroutine that sleeps. */
    @Test
    void sleeping() {
        Program p = Program.run("SeedSleep");
        assertThat(p.stdout()).contains("goroutine 1 [sleep]:\n");
        assertThat(goroutines(p.stdout())).as("main, and the one that looked").isEqualTo(2);
    }

    /** A producer that sleeps after each value, and main in a loop over the channel. */
    @Test
    @Tag("RNG-1")
    void producer() {
        Program p = Program.run("SeedProducer");
        assertThat(p.stdout()).startsWith("1\n2\n").contains("goroutine 1 [chan receive]:\n").contains(" [sleep]:\n");
        assertThat(p.stderr()).isEmpty();
    }

    /** While a goroutine computes for ever, main's wait for a value that never comes is not reported: the program hangs. */
    @Test
    void busyHidesDeadlock() {
        Program p = Program.run("SeedBusyHidesDeadlock");
        assertThat(p.stdout()).isEqualTo("still hanging\n");
        assertThat(p.stderr()).isEmpty();
    }

    /** 100000 goroutines wait at once, in a heap of 512 MB, and are all released by one close. */
    @Test
    @Tag("GO-9")
    @Tag("CH-25")
    void hundredThousand() {
        Program p = Program.run("Seed100000");
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("true\nall ended\n");
    }
}
