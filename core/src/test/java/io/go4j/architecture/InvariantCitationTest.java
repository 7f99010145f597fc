// SPDX-License-Identifier: Apache-2.0
package io.go4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Invariants have numbers: a letter for the room and a count. Each is declared once, in the essay of the class that keeps it, as a line
 * {@code * W2  text}; and it is cited somewhere else, or nobody would notice when it stops being true.
 */
class InvariantCitationTest {
    private static final Pattern DECLARATION = Pattern.compile("^\\s*\\*\\s+([GQWCLTYXDHK]\\d)  \\S");
    private static final Pattern CITATION = Pattern.compile("(?<![A-Za-z0-9_])([GQWCLTYXDHK]\\d)(?![0-9A-Za-z_])");

    @Test
    void declaredOnceAndCited() throws IOException {
        Map<String, String> declaredIn = new TreeMap<>();
        Set<String> cited = new TreeSet<>();
        for (Path file : sources()) {
            for (String line : Files.readAllLines(file)) {
                Matcher declaration = DECLARATION.matcher(line);
                String declared = declaration.find() ? declaration.group(1) : "";
                if (!declared.isEmpty()) {
                    assertThat(declaredIn.put(declared, file.toString())).as("%s is declared twice", declared).isNull();
                }
                Matcher m = CITATION.matcher(line);
                while (m.find()) {
                    if (!m.group(1).equals(declared)) {
                        cited.add(m.group(1));
                    }
                }
            }
        }
        assertThat(declaredIn.keySet()).isNotEmpty();
        assertThat(cited).as("cited but not declared").isSubsetOf(declaredIn.keySet());
        assertThat(declaredIn.keySet()).as("declared but cited nowhere").isSubsetOf(cited);
    }

    private static Iterable<Path> sources() throws IOException {
        Path core = Path.of("src");
        try (Stream<Path> main = Files.walk(core)) {
            return main.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> !f.getFileName().toString().equals("InvariantCitationTest.java"))
                    .toList();
        }
    }
}
