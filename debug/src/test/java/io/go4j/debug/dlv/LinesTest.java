// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    private static List<String> read(String text, int max) throws IOException {
        InputStream in = new ByteArrayInputStream(text.getBytes(UTF_8));
        var lines = new Lines(in, in.read(), max);
        List<String> all = new ArrayList<>();
        while (lines.next()) {
            all.add(new String(lines.bytes(), 0, lines.length(), UTF_8));
        }
        return all;
    }

    @Test
    void eachLineIsOne() throws IOException {
        assertThat(read("a\nbc\r\n\n\nd\n", 100)).containsExactly("a", "bc", "d");
    }

    @Test
    void whatHasNoEndIsNone() throws IOException {
        assertThat(read("a\nb", 100)).containsExactly("a");
    }

    @Test
    void linesLongerThanABuffer() throws IOException {
        String line = "x".repeat(100_000);
        assertThat(read(line + "\n" + line + "\n", 1 << 20)).containsExactly(line, line);
    }

    @Test
    void aLineThatIsTooLongEndsIt() throws IOException {
        assertThat(read("x".repeat(1 << 20) + "\n", 1 << 16)).isEmpty();
    }
}
