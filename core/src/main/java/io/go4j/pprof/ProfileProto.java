// SPDX-License-Identifier: Apache-2.0
package io.go4j.pprof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Encodes one profile as {@code perftools.profiles.Profile}, the message of {@code profile.proto}. */
final class ProfileProto {
    /*
     * One mapping, without addresses, that says it has functions, files and lines: then the tool looks for no binary. One location for each
     * place in a method, at address 0: the tool then tells locations apart by their lines, and two profiles of different runs can be
     * compared. system_name differs from name; else the tool would take Java names for C++ and cut them.
     */
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private final ProfileData data;
    private final Message out = new Message();
    private final Map<String, Integer> strings = new LinkedHashMap<>();
    private final Map<StackTraceElement, Integer> locations = new HashMap<>();
    private final Map<String, Integer> functions = new HashMap<>();

    ProfileProto(ProfileData data) {
        this.data = data;
        string("");
    }

    void writeTo(OutputStream to) throws IOException {
        for (ProfileData.ValueType t : data.types()) {
            out.message(1, valueType(t));
        }
        for (ProfileData.Sample s : data.samples()) {
            out.message(2, sample(s));
        }
        Message mapping = new Message();
        mapping.number(1, 1);
        mapping.number(5, string(program()));
        mapping.number(7, 1); // has_functions
        mapping.number(8, 1); // has_filenames
        mapping.number(9, 1); // has_line_numbers
        out.message(3, mapping);
        out.number(9, ChronoUnit.NANOS.between(Instant.EPOCH, data.time()));
        out.number(10, data.duration().toNanos());
        out.message(11, valueType(data.periodType()));
        out.number(12, data.period());
        if (data.defaultType() != null) {
            out.number(14, string(data.defaultType()));
        }
        for (String s : strings.keySet()) {
            out.bytes(6, s.getBytes(StandardCharsets.UTF_8));
        }
        out.writeTo(to);
    }

    /** What the tool calls the file: the main class, jar or source file of this program. */
    private static String program() {
        String[] words = System.getProperty("sun.java.command", "").split(" ", 4);
        String main = words[0].equals("io.go4j.cli.Main") && words.length > 2 ? words[2] : words[0]; // Main run FILE
        return main.isEmpty() ? "java" : main;
    }

    private int string(String s) {
        return strings.computeIfAbsent(s, key -> strings.size());
    }

    private Message valueType(ProfileData.ValueType t) {
        Message m = new Message();
        m.number(1, string(t.type()));
        m.number(2, string(t.unit()));
        return m;
    }

    private Message sample(ProfileData.Sample s) {
        Message ids = new Message();
        for (StackTraceElement frame : s.stack()) {
            ids.varint(location(frame));
        }
        Message values = new Message();
        for (long v : s.values()) {
            values.varint(v);
        }
        Message m = new Message();
        m.message(1, ids);
        m.message(2, values);
        new TreeMap<>(s.labels()).forEach((key, value) -> {
            Message label = new Message();
            label.number(1, string(key));
            label.number(2, string(value));
            m.message(3, label);
        });
        new TreeMap<>(s.numbers()).forEach((key, value) -> {
            Message label = new Message();
            label.number(1, string(key));
            label.number(3, value);
            m.message(3, label);
        });
        return m;
    }

    private int location(StackTraceElement frame) {
        Integer known = locations.get(frame);
        if (known != null) {
            return known;
        }
        int id = locations.size() + 1;
        locations.put(frame, id);
        Message line = new Message();
        line.number(1, function(frame));
        line.number(2, Math.max(frame.getLineNumber(), 0));
        Message m = new Message();
        m.number(1, id);
        m.number(2, 1);
        m.message(4, line);
        out.message(4, m);
        return id;
    }

    private int function(StackTraceElement frame) {
        String name = ProfileText.function(frame);
        String file = ProfileText.file(frame);
        Integer known = functions.get(name + '\n' + file);
        if (known != null) {
            return known;
        }
        int id = functions.size() + 1;
        functions.put(name + '\n' + file, id);
        Message m = new Message();
        m.number(1, id);
        m.number(2, string(name));
        m.number(3, string(frame.getClassName().replace('.', '/') + '.' + frame.getMethodName() + "()"));
        m.number(4, string(file));
        out.message(5, m);
        return id;
    }

    /** A message that is being written. */
    private static final class Message extends ByteArrayOutputStream {
        Message() {
            super(32);
        }

        void varint(long v) {
            while ((v & ~0x7FL) != 0) {
                write(((int) v & 0x7F) | 0x80);
                v >>>= 7;
            }
            write((int) v);
        }

        void number(int field, long v) {
            if (v != 0) {
                varint((long) field << 3 | VARINT);
                varint(v);
            }
        }

        void bytes(int field, byte[] b) {
            varint((long) field << 3 | BYTES);
            varint(b.length);
            write(b, 0, b.length);
        }

        void message(int field, Message m) {
            varint((long) field << 3 | BYTES);
            varint(m.count);
            write(m.buf, 0, m.count);
        }
    }
}
