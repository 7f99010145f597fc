// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON value (RFC 8259). Strict, and bounded: whoever sends it may be anybody. Decision 0100. */
final class Json {
    /*
     * Objects become maps, arrays lists, numbers Long where they are whole and fit, else Double. How deep and how long a value may be is
     * limited, so that neither the stack nor the heap grows with what a stranger sends. A name that an object has twice is refused: two
     * readers of the same text must not understand different things.
     */
    private static final int DEPTH_MAX = 32;
    private static final int VALUES_MAX = 100_000;

    private final String text;
    private int at;
    private int values;

    private Json(String text) {
        this.text = text;
    }

    /** The text is no JSON, or too much of it. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String what, int at) {
            super(what + " at " + at, null, false, false);
        }
    }

    /** Reads all of {@code utf8}. */
    static @Nullable Object read(byte[] utf8, int length) throws Malformed {
        try {
            return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, 0, length)).toString());
        } catch (CharacterCodingException e) {
            throw new Malformed("no UTF-8", 0);
        }
    }

    /** Reads all of {@code text}. */
    static @Nullable Object read(String text) throws Malformed {
        var json = new Json(text);
        json.skipSpace();
        Object value = json.value(0);
        json.skipSpace();
        if (json.at < text.length()) {
            throw json.malformed("more than one value");
        }
        return value;
    }

    private Malformed malformed(String what) {
        return new Malformed(what, at);
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private @Nullable Object value(int depth) throws Malformed {
        if (depth > DEPTH_MAX) {
            throw malformed("too deep");
        }
        if (++values > VALUES_MAX) {
            throw malformed("too many values");
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            case -1 -> throw malformed("the end comes too early");
            default -> number();
        };
    }

    private @Nullable Object word(String word, @Nullable Object meaning) throws Malformed {
        if (!text.startsWith(word, at)) {
            throw malformed("no value");
        }
        at += word.length();
        return meaning;
    }

    private Map<String, @Nullable Object> object(int depth) throws Malformed {
        var object = new LinkedHashMap<String, @Nullable Object>();
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
            return object;
        }
        while (true) {
            if (peek() != '"') {
                throw malformed("no name");
            }
            String name = string();
            skipSpace();
            expect(':');
            skipSpace();
            if (object.containsKey(name)) {
                throw malformed("a name twice");
            }
            object.put(name, value(depth + 1));
            skipSpace();
            if (peek() == '}') {
                at++;
                return object;
            }
            expect(',');
            skipSpace();
        }
    }

    private List<@Nullable Object> array(int depth) throws Malformed {
        var array = new ArrayList<@Nullable Object>();
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
            return array;
        }
        while (true) {
            array.add(value(depth + 1));
            skipSpace();
            if (peek() == ']') {
                at++;
                return array;
            }
            expect(',');
            skipSpace();
        }
    }

    private void expect(char c) throws Malformed {
        if (peek() != c) {
            throw malformed("no " + c);
        }
        at++;
    }

    private String string() throws Malformed {
        at++;
        var out = new StringBuilder();
        while (true) {
            int c = peek();
            if (c < ' ') { // the end, or a control character
                throw malformed("a string without an end");
            }
            at++;
            if (c == '"') {
                return out.toString();
            }
            out.append(c == '\\' ? escaped() : (char) c);
        }
    }

    private char escaped() throws Malformed {
        int c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex();
            default -> throw malformed("an unknown escape");
        };
    }

    private char hex() throws Malformed {
        int c = 0;
        for (int i = 0; i < 4; i++, at++) {
            int p = peek();
            int digit = p < 128 ? Character.digit((char) Math.max(p, 0), 16) : -1;
            if (digit < 0) {
                throw malformed("no hexadecimal digit");
            }
            c = c << 4 | digit;
        }
        return (char) c;
    }

    private Object number() throws Malformed {
        int from = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        boolean whole = true;
        if (peek() == '.') {
            whole = false;
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        String number = text.substring(from, at);
        if (whole) {
            try {
                return Long.valueOf(number);
            } catch (NumberFormatException e) {
                return unsigned(number); // an address above 2^63, or more than 64 bits
            }
        }
        return Double.valueOf(number);
    }

    private static Object unsigned(String number) {
        try {
            return Long.valueOf(Long.parseUnsignedLong(number));
        } catch (NumberFormatException e) {
            return Double.valueOf(number);
        }
    }

    private void digits() throws Malformed {
        int from = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == from) {
            throw malformed("no digit");
        }
    }
}
