// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one JSON value. The caller opens and closes; commas come by themselves. */
final class JsonOut {
    /*
     * Bytes, not characters: of a hundred thousand goroutines each has four places, few of which differ. A place is written once, and its
     * bytes are then copied (raw). There is no tree between.
     */
    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

    private byte[] out = new byte[1024];
    private int length;
    private boolean comma;

    private void write(int b) {
        if (length == out.length) {
            grow(1);
        }
        out[length++] = (byte) b;
    }

    private void write(byte[] bytes, int n) {
        if (out.length - length < n) {
            grow(n);
        }
        System.arraycopy(bytes, 0, out, length, n);
        length += n;
    }

    private void grow(int n) {
        out = Arrays.copyOf(out, Math.max(out.length + n, 2 * out.length));
    }

    private void separate() {
        if (comma) {
            write(',');
        }
        comma = true;
    }

    private JsonOut opened(char c) {
        separate();
        write(c);
        comma = false;
        return this;
    }

    private JsonOut closed(char c) {
        write(c);
        comma = true;
        return this;
    }

    JsonOut object() {
        return opened('{');
    }

    JsonOut endObject() {
        return closed('}');
    }

    JsonOut array() {
        return opened('[');
    }

    JsonOut endArray() {
        return closed(']');
    }

    JsonOut name(String name) {
        separate();
        quote(name);
        write(':');
        comma = false;
        return this;
    }

    JsonOut value(@Nullable String s) {
        separate();
        if (s == null) {
            ascii("null");
        } else {
            quote(s);
        }
        return this;
    }

    JsonOut value(long n) {
        separate();
        ascii(Long.toString(n));
        return this;
    }

    JsonOut value(boolean b) {
        separate();
        ascii(b ? "true" : "false");
        return this;
    }

    JsonOut nothing() {
        return value((String) null);
    }

    JsonOut field(String name, @Nullable String s) {
        return name(name).value(s);
    }

    JsonOut field(String name, long n) {
        return name(name).value(n);
    }

    JsonOut field(String name, boolean b) {
        return name(name).value(b);
    }

    JsonOut field(String name, Map<String, String> map) {
        name(name).object();
        map.forEach(this::field);
        return endObject();
    }

    JsonOut strings(String name, Iterable<String> all) {
        name(name).array();
        for (String s : all) {
            value(s);
        }
        return endArray();
    }

    /** What a {@code JsonOut} has written before, as one value. */
    JsonOut raw(byte[] json) {
        separate();
        write(json, json.length);
        return this;
    }

    /** The same, of one that is not written to any more. */
    JsonOut raw(JsonOut json) {
        separate();
        write(json.out, json.length);
        return this;
    }

    JsonOut newline() {
        write('\n');
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(out, length);
    }

    int length() {
        return length;
    }

    /** The bytes, {@link #length} of them; valid until more is written. */
    byte[] buffer() {
        return out;
    }

    private void ascii(String s) {
        byte[] bytes = s.getBytes(ISO_8859_1);
        write(bytes, bytes.length);
    }

    private void quote(String s) {
        write('"');
        int plainFrom = 0;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !isHalf(s, i)) {
                continue;
            }
            plain(s, plainFrom, i);
            plainFrom = i + 1;
            escape(c);
        }
        plain(s, plainFrom, s.length());
        write('"');
    }

    /** Half of a pair of surrogates has no UTF-8. */
    private static boolean isHalf(String s, int i) {
        char c = s.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == s.length() || !Character.isLowSurrogate(s.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(s.charAt(i - 1)));
    }

    private void plain(String s, int from, int to) {
        if (from < to) {
            byte[] utf8 = s.substring(from, to).getBytes(UTF_8);
            write(utf8, utf8.length);
        }
    }

    private void escape(char c) {
        write('\\');
        switch (c) {
            case '"', '\\' -> write(c);
            case '\n' -> write('n');
            case '\r' -> write('r');
            case '\t' -> write('t');
            default -> {
                write('u');
                for (int shift = 12; shift >= 0; shift -= 4) {
                    write(HEX[c >> shift & 0xF]);
                }
            }
        }
    }
}
