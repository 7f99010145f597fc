// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.go4j.debug.Visit;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to our own server: HTTP/1.1 or 1.0, one for each connection. */
final class SocketCall implements Call {
    private static final Map<Integer, String> REASONS = Map.of(
            200, "OK",
            307, "Temporary Redirect",
            400, "Bad Request",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            500, "Internal Server Error",
            501, "Not Implemented",
            503, "Service Unavailable");

    private final Visit visit;
    private final RequestHead head;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private boolean answered;

    SocketCall(Visit visit, RequestHead head) {
        this.visit = visit;
        this.head = head;
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String path() {
        return head.path();
    }

    @Override
    public @Nullable String query() {
        return head.query();
    }

    @Override
    public String folder() {
        return Pprof.path();
    }

    @Override
    public List<String> hosts() {
        return head.hosts();
    }

    @Override
    public boolean isFromLoopback() {
        return visit.isFromLoopback();
    }

    @Override
    public void header(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public boolean begin(boolean measures) throws InterruptedException {
        return visit.begin(measures);
    }

    @Override
    public void stay(Duration time) throws IOException {
        visit.stay(time);
    }

    @Override
    public boolean isAnswered() {
        return answered;
    }

    @Override
    public void send(int status, byte[] body) throws IOException {
        header("Content-Length", Integer.toString(body.length));
        sendHead(status);
        if (!isHead()) {
            visit.out().write(body);
        }
    }

    @Override
    public OutputStream stream() throws IOException {
        boolean chunked = head.isVersion11(); // else the end of the connection is that of the answer
        if (chunked) {
            header("Transfer-Encoding", "chunked");
        }
        sendHead(200);
        return new Body(chunked);
    }

    private void sendHead(int status) throws IOException {
        answered = true;
        var text = new StringBuilder("HTTP/1.1 " + status + " " + REASONS.getOrDefault(status, "Error") + "\r\n");
        header("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        header("Connection", "close");
        headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        visit.out().write(text.append("\r\n").toString().getBytes(ISO_8859_1));
    }

    /** Answers a request that could not be read. */
    static void refuse(Visit visit, RequestHead.Refused why) throws IOException {
        var call = new SocketCall(visit, new RequestHead("GET", "/", null, List.of(), false));
        call.header("X-Content-Type-Options", "nosniff");
        PprofHandler.error(call, why.status, String.valueOf(why.getMessage()));
    }

    /** Gathers pieces, so that each one that is sent is worth it. */
    private final class Body extends OutputStream {
        private static final byte[] CRLF = {'\r', '\n'};

        private final boolean chunked;
        private final byte[] piece = new byte[16 << 10];
        private int length;

        Body(boolean chunked) {
            this.chunked = chunked;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            int at = 0;
            while (at < count) {
                int n = Math.min(count - at, piece.length - length);
                System.arraycopy(bytes, from + at, piece, length, n);
                length += n;
                at += n;
                if (length == piece.length) {
                    send();
                }
            }
        }

        @Override
        public void flush() throws IOException {
            send();
        }

        private void send() throws IOException {
            if (length > 0 && !isHead()) {
                if (chunked) {
                    visit.out().write((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
                }
                visit.out().write(piece, 0, length);
                if (chunked) {
                    visit.out().write(CRLF);
                }
            }
            length = 0;
        }

        @Override
        public void close() throws IOException {
            send();
            if (chunked && !isHead()) {
                visit.out().write("0\r\n\r\n".getBytes(ISO_8859_1));
            }
        }
    }
}
