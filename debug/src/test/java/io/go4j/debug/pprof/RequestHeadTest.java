// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
    private static final String HOST = "Host: localhost\r\n\r\n";

    private static InputStream bytes(String request) {
        return new ByteArrayInputStream(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static RequestHead read(String request) throws IOException {
        return RequestHead.read(bytes(request));
    }

    @Test
    void itsParts() throws IOException {
        RequestHead head = read("GET /debug/pprof/heap?gc=1&x=%20 HTTP/1.1\r\nAccept: */*\r\nX-Empty:\r\n" + HOST + "the body");
        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.path()).isEqualTo("/debug/pprof/heap");
        assertThat(head.query()).isEqualTo("gc=1&x=%20");
        assertThat(head.hosts()).containsExactly("localhost");
        assertThat(head.isVersion11()).isTrue();
        assertThat(read("GET /x HTTP/1.0\n\n").isVersion11()).as("without carriage returns, and old").isFalse();
        assertThat(read("\r\n\r\nGET /x HTTP/1.0\r\n\r\n").path()).as("after empty lines").isEqualTo("/x");
        assertThat(read("GET /%e2%82%AC%2f HTTP/1.1\r\n" + HOST).path()).isEqualTo("/\u20ac/");
        assertThat(read("GET http://localhost HTTP/1.1\r\n" + HOST).path()).isEqualTo("/");
        assertThat(read("GET HTTP://a:80/x?y HTTP/1.1\r\n" + HOST).hosts()).containsExactly("a:80", "localhost");
    }

    @Test
    void itMayComeByteByByte() throws IOException {
        InputStream slow = new InputStream() {
            private final InputStream in = bytes("GET /x?y HTTP/1.1\r\n" + HOST);

            @Override
            public int read() throws IOException {
                return in.read();
            }

            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                return in.read(to, from, Math.min(1, length));
            }
        };
        assertThat(RequestHead.read(slow).query()).isEqualTo("y");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /                              | 400
            GET  / HTTP/1.1                    | 400
            GET / HTTP/1.1 x                   | 400
            GET / http/1.1                     | 400
            GET / HTTP/11                      | 400
            GET / HTTP/2.0                     | 505
            PRI * HTTP/2.0                     | 505
            GET / HTTP/0.9                     | 505
            GET * HTTP/1.1                     | 400
            CONNECT localhost:80 HTTP/1.1      | 400
            GET localhost/ HTTP/1.1            | 400
            GET ftp://localhost/ HTTP/1.1      | 400
            GET /#x HTTP/1.1                   | 400
            GET /% HTTP/1.1                    | 400
            GET /%4 HTTP/1.1                   | 400
            GET /%zz HTTP/1.1                  | 400
            GET /%-1 HTTP/1.1                  | 400
            G(T / HTTP/1.1                     | 400
            /debug HTTP/1.1                    | 400
            GET /a\\tb HTTP/1.1                | 400
            GET /\\0 HTTP/1.1                  | 400
            \\x16\\x03\\x01                    | 400
            """)
    void firstLinesThatAreNone(String line, int status) {
        String plain = line.replace("\\t", "\t").replace("\\0", "\0").replace("\\x16\\x03\\x01", "\u0016\u0003\u0001");
        var refused = catchThrowableOfType(RequestHead.Refused.class, () -> read(plain + "\r\n" + HOST));
        assertThat(refused.status).isEqualTo(status);
        assertThat(refused).hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        " X: folded", "\tX: folded", "no colon", ": no name", "X : y", "X\0: y", "X: y\0", "X: a\rb", "X: y\u007f", "\u00e4: x"
    })
    void linesThatAreNoHeaders(String line) {
        var refused = catchThrowableOfType(RequestHead.Refused.class, () -> read("GET / HTTP/1.1\r\nA: b\r\n" + line + "\r\n" + HOST));
        assertThat(refused.status).isEqualTo(400);
    }

    /** Gives no end, and counts. */
    private static final class Endless extends InputStream {
        private final byte[] start;
        private final byte[] again;
        private int at;

        Endless(String start, String again) {
            this.start = start.getBytes(StandardCharsets.ISO_8859_1);
            this.again = again.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public int read() {
            int i = at++;
            return i < start.length ? start[i] : again[(i - start.length) % again.length];
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                   | x                  | 414
            GET /                | x                  | 414
            GET /x?              | &seconds=1         | 414
            GET / HTTP/1.1\\n    | X                  | 431
            GET / HTTP/1.1\\n    | X: y\\n            | 431
            GET / HTTP/1.1\\nX:  | \\t                | 431
            ''                   | \\n                | 414
            """)
    void whatHasNoEndIsNotReadFor(String start, String again, int status) {
        var in = new Endless(start.replace("\\n", "\n"), again.replace("\\n", "\n").replace("\\t", "\t"));
        var refused = catchThrowableOfType(RequestHead.Refused.class, () -> RequestHead.read(in));
        assertThat(refused.status).isEqualTo(status);
        assertThat(in.at).isLessThanOrEqualTo(16 << 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET / HTTP/1.1", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\n"})
    void halfOfIt(String half) {
        assertThatThrownBy(() -> read(half)).isInstanceOf(EOFException.class);
    }
}
