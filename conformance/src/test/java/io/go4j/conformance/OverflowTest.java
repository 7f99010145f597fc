// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A StackOverflowError that strikes in an operation of go4j's and is caught leaves no lock held and no structure broken: every operation
 * works afterwards as before. With {@code -Dgo4j.stress=10} each operation overflows thousands of times.
 */
class OverflowTest {
    @ParameterizedTest
    @MethodSource("operations")
    void anOverflowThatIsCaughtBreaksNothing(String operation) {
        String stack = "-XX:ThreadStackSize=" + (OverflowProgs.STACK_BYTES >> 10); // of platform threads, and of the JDK's carriers
        String stress = "-Dgo4j.stress=" + Integer.getInteger("go4j.stress", 1);
        Program p = Program.run(List.of(stack, stress), TestProg.class, "Overflow " + operation);
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("done\n");
        assertThat(p.status()).isZero();
    }

    static List<String> operations() {
        return OverflowProgs.names();
    }
}
