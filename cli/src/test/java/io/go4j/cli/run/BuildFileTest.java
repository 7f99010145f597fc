// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BuildFileTest {
    private static final Build BUILD = new Build(
            "setting",
            List.of(new Source(new File("/src/Ä.java"), new byte[] {1, 2, 3})),
            List.of(new Folder(new File("/src"), List.of("Ä.java", "B.java")), new Folder(new File("/src/gone"), null)),
            new File("/src"),
            "Ä",
            Map.of("Ä", new byte[] {4}, "Ä$$Start", new byte[0]));

    @Test
    void readsWhatWasWritten() throws IOException {
        Build read = BuildFile.read(BuildFile.write(BUILD));
        assertThat(read).usingRecursiveComparison().isEqualTo(BUILD);
    }

    @Test
    @Tag("B3")
    void anyChangedByteIsSeen() throws IOException {
        byte[] file = BuildFile.write(BUILD);
        for (int i = 0; i < file.length; i++) {
            byte[] damaged = file.clone();
            damaged[i] ^= 0x10;
            assertThat(BuildFile.read(damaged)).as("byte %d", i).isNull();
        }
    }

    @Test
    @Tag("B3")
    void anyMissingByteIsSeen() throws IOException {
        byte[] file = BuildFile.write(BUILD);
        for (int length = 0; length < file.length; length++) {
            assertThat(BuildFile.read(Arrays.copyOf(file, length))).as("length %d", length).isNull();
        }
    }
}
