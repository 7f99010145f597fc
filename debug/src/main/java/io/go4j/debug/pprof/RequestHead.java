// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP request says before its body, as far as it matters here.
 *
 * @param method such as GET
 * @param path decoded
 * @param query as it was sent; null if there is none
 * @param hosts each Host header, and before them the host of the first line if that names one
 * @param isVersion11 whether the client speaks HTTP/1.1
 */
record RequestHead(String method, String path, @Nullable String query, List<String> hosts, boolean isVersion11) {
    /*
     * Strict, since nobody but browsers, curl and the Go tools has to get in: what the standard does not allow is refused, and what it
     * allows for old times' sake (folded lines) too. The body is never read: no URL here has use for one, and each connection serves one
     * request.
     */
    private static final int MAX = 16 << 10;
    private static final int MAX_FIRST_LINE = 8 << 10;
    private static final Pattern FIRST_LINE = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~\u0080-\u00ff]+) HTTP/([0-9])\\.([0-9])");
    private static final Pattern TARGET = Pattern.compile("(?i:https?://([^/?#]*))?(/[^?#]*)?(?:\\?([^#]*))?");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t -~\u0080-\u00ff]*?)[ \t]*");

    RequestHead {
        hosts = List.copyOf(hosts);
    }

    /** A request that cannot be answered, and why. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        final int status;

        Refused(int status, String why) {
            super(why);
            this.status = status;
        }
    }

    /** Reads it, and perhaps some of what follows, which is dropped. */
    static RequestHead read(InputStream in) throws IOException {
        byte[] head = new byte[MAX];
        int length = 0;
        int from = 0; // where the next line begins
        List<String> lines = new ArrayList<>();
        while (true) {
            int n = in.read(head, length, head.length - length);
            if (n < 0) {
                throw new EOFException("the client has gone");
            }
            length += n;
            for (int end = lineEnd(head, from, length); end >= 0; end = lineEnd(head, from, length)) {
                int to = end > from && head[end - 1] == '\r' ? end - 1 : end;
                String line = new String(head, from, to - from, ISO_8859_1);
                from = end + 1;
                if (!line.isEmpty()) {
                    lines.add(line);
                } else if (!lines.isEmpty()) { // before the first line, an empty one is passed over
                    return parse(lines);
                }
            }
            if (lines.isEmpty() && length > MAX_FIRST_LINE) {
                throw new Refused(414, "the first line of the request is longer than " + MAX_FIRST_LINE + " bytes");
            }
            if (length == head.length) {
                throw new Refused(431, "the request has more than " + MAX + " bytes before its body");
            }
        }
    }

    private static int lineEnd(byte[] head, int from, int length) {
        for (int i = from; i < length; i++) {
            if (head[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static RequestHead parse(List<String> lines) throws Refused {
        Matcher first = FIRST_LINE.matcher(lines.getFirst());
        if (!first.matches()) {
            throw new Refused(400, "the first line is not that of an HTTP request");
        }
        if (!first.group(3).equals("1")) {
            throw new Refused(505, "HTTP/1.1 is spoken here");
        }
        Matcher target = TARGET.matcher(first.group(2));
        if (!target.matches() || (target.group(1) == null && target.group(2) == null)) {
            throw new Refused(400, "the first line names no path");
        }
        List<String> hosts = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            Matcher header = HEADER.matcher(line);
            if (!header.matches()) {
                throw new Refused(400, "a line of the request is no header");
            }
            if (header.group(1).equalsIgnoreCase("Host")) {
                hosts.add(header.group(2));
            }
        }
        boolean isVersion11 = !first.group(4).equals("0");
        if (hosts.size() > 1 || (hosts.isEmpty() && isVersion11)) {
            throw wrongHosts(hosts.size());
        }
        if (target.group(1) != null) {
            hosts.addFirst(target.group(1));
        }
        String path = decode(target.group(2) == null ? "/" : target.group(2));
        return new RequestHead(first.group(1), path, target.group(3), hosts, isVersion11);
    }

    static Refused wrongHosts(int number) {
        return new Refused(400, "a request has one Host header, this one has " + (number == 0 ? "none" : number));
    }

    private static String decode(String path) throws Refused {
        if (path.indexOf('%') < 0) {
            return path;
        }
        byte[] coded = path.getBytes(ISO_8859_1);
        var plain = new ByteArrayOutputStream(coded.length);
        for (int i = 0; i < coded.length; i++) {
            if (coded[i] != '%') {
                plain.write(coded[i]);
                continue;
            }
            int high = i + 2 < coded.length ? Character.digit(coded[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(coded[i + 2], 16);
            if (low < 0) {
                throw new Refused(400, "the path has a % without two hexadecimal digits behind it");
            }
            plain.write(high << 4 | low);
            i += 2;
        }
        return plain.toString(UTF_8);
    }
}
