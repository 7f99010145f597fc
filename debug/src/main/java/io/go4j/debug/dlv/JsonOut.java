// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one JSON value. The caller opens and closes; commas come by themselves. */
final class JsonOut {
    /*
     * Bytes, not characters: of a hundred thousand goroutines each has four places, few of which differ. A place is written once, and its
     * bytes are then copied (raw). There is no tree between.
     */
    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

    private final Buffer out = new Buffer();
    private boolean comma;

    /** A buffer that hands its bytes out. */
    private static final class Buffer extends ByteArrayOutputStream {
        Buffer() {
            super(1024);
        }

        byte[] bytes() {
            return buf;
        }
    }

    private void separate() {
        if (comma) {
            out.write(',');
        }
        comma = true;
    }

    private JsonOut opened(char c) {
        separate();
        out.write(c);
        comma = false;
        return this;
    }

    private JsonOut closed(char c) {
        out.write(c);
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
        out.write(':');
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
        out.write(json, 0, json.length);
        return this;
    }

    /** The parts of a value that is put together from such; the caller sees to the commas. */
    JsonOut part(byte[] json) {
        out.write(json, 0, json.length);
        return this;
    }

    JsonOut newline() {
        out.write('\n');
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    int length() {
        return out.size();
    }

    /** The bytes, {@link #length} of them; valid until more is written. */
    byte[] buffer() {
        return out.bytes();
    }

    private void ascii(String s) {
        for (int i = 0; i < s.length(); i++) {
            out.write(s.charAt(i));
        }
    }

    private void quote(String s) {
        out.write('"');
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
        out.write('"');
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
            out.write(utf8, 0, utf8.length);
        }
    }

    private void escape(char c) {
        out.write('\\');
        switch (c) {
            case '"', '\\' -> out.write(c);
            case '\n' -> out.write('n');
            case '\r' -> out.write('r');
            case '\t' -> out.write('t');
            default -> {
                out.write('u');
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.write(HEX[c >> shift & 0xF]);
                }
            }
        }
    }
}
