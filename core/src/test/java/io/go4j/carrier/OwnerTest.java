// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerTest {
    /** The modules that run in the program of a user. */
    private static final List<String> MODULES = List.of("core", "debug", "junit", "micrometer", "context-propagation", "cli");

    @Test
    void allPackagesOfOursAreKnown() throws IOException {
        var found = new TreeSet<String>();
        for (String module : MODULES) {
            Path sources = Path.of("..", module, "src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(f -> f.endsWith("package-info.java"))
                        .map(f -> sources.relativize(f.getParent()).toString().replace('/', '.'))
                        .forEach(found::add);
            }
        }
        assertThat(Owner.PACKAGES).containsExactlyInAnyOrderElementsOf(found);
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang.Thread, JDK",
        "java.sql.Driver, JDK",
        "com.sun.tools.javac.Main, JDK",
        "io.go4j.Chan, GO4J",
        "io.go4j.sched.M, GO4J",
        "io.go4j.architecture.ArchitectureTest, PROGRAM",
        "org.junit.jupiter.api.Test, PROGRAM",
        "com.sun.mine.Bean, PROGRAM",
    })
    void isKnownByWhereItComesFrom(String name, Owner owner) {
        assertThat(Owner.of(name, OwnerTest.class.getClassLoader())).isEqualTo(owner);
    }
}
