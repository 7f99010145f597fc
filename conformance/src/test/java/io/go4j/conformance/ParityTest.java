// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Keeps {@code docs/go-parity.md} and the tests in step. */
class ParityTest {
    private static Set<String> listed() throws IOException {
        Path parity = Stream.of("docs", "../docs").map(d -> Path.of(d, "go-parity.md")).filter(Files::exists).findFirst().orElseThrow();
        return Pattern.compile("`(\\w+Test\\.\\w+)`").matcher(Files.readString(parity)).results()
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> written() throws IOException, URISyntaxException {
        Path classes = Path.of(ParityTest.class.getResource("ParityTest.class").toURI()).getParent();
        try (Stream<Path> files = Files.list(classes)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith("Test.class"))
                    .flatMap(f -> testsOf(f.substring(0, f.length() - ".class".length())))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Stream<String> testsOf(String name) {
        try {
            Class<?> c = Class.forName(ParityTest.class.getPackageName() + "." + name);
            return Arrays.stream(c.getDeclaredMethods())
                    .filter(m -> m.isAnnotationPresent(Test.class) || m.isAnnotationPresent(ParameterizedTest.class))
                    .map(m -> name + "." + m.getName());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Every test that the table names exists. */
    @Test
    void listedTestsExist() throws Exception {
        assertThat(written()).containsAll(listed());
    }

    /** Every test is in the table. */
    @Test
    void testsAreListed() throws Exception {
        assertThat(listed()).containsAll(written());
    }
}
