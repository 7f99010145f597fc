// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads profile.proto back, strictly: what {@code go tool pprof} would refuse is a failure here too. */
public final class ProfileReader {
    /** A sample: its frames as {@code name file:line}, innermost first, its labels and its values. */
    public record Sample(List<String> stack, Map<String, String> labels, List<Long> values) {}

    public final List<String> types = new ArrayList<>();
    public final List<Sample> samples = new ArrayList<>();
    public String periodType = "";
    public String defaultType = "";
    public long period;
    public long timeNanos;
    public long durationNanos;

    private record Field(int number, long value, byte[] bytes) {}

    private final List<String> strings = new ArrayList<>();
    private final Map<Long, String> functions = new HashMap<>();
    private final Map<Long, String> locations = new HashMap<>();

    public ProfileReader(byte[] gzip) throws IOException {
        byte[] proto;
        try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            proto = in.readAllBytes();
        }
        List<Field> all = fields(proto);
        only(all, 6).forEach(f -> strings.add(new String(f.bytes, StandardCharsets.UTF_8)));
        if (!strings.getFirst().isEmpty()) {
            throw new IOException("string_table[0] must be empty");
        }
        if (only(all, 9).size() != 1) {
            throw new IOException("concatenated profiles detected");
        }
        timeNanos = number(all, 9);
        durationNanos = number(all, 10);
        period = number(all, 12);
        defaultType = strings.get((int) number(all, 14));
        for (Field f : only(all, 1)) {
            types.add(type(f.bytes));
        }
        periodType = type(only(all, 11).getFirst().bytes);
        for (Field f : only(all, 5)) {
            List<Field> function = fields(f.bytes);
            put(functions, number(function, 1), string(function, 2) + " " + string(function, 4));
            if (string(function, 2).equals(string(function, 3))) {
                throw new IOException("the tool would take this for C++: " + string(function, 2));
            }
        }
        for (Field f : only(all, 4)) {
            List<Field> location = fields(f.bytes);
            if (number(location, 2) != 1) {
                throw new IOException("a location without its mapping");
            }
            List<Field> line = fields(only(location, 4).getFirst().bytes);
            put(locations, number(location, 1), get(functions, number(line, 1)) + ":" + number(line, 2));
        }
        for (Field f : only(all, 2)) {
            samples.add(sample(fields(f.bytes)));
        }
    }

    private Sample sample(List<Field> sample) throws IOException {
        List<String> stack = new ArrayList<>();
        for (long id : packed(sample, 1)) {
            stack.add(get(locations, id));
        }
        Map<String, String> labels = new HashMap<>();
        for (Field l : only(sample, 3)) {
            List<Field> label = fields(l.bytes);
            labels.put(string(label, 1), number(label, 2) == 0 ? Long.toString(number(label, 3)) : string(label, 2));
        }
        List<Long> values = packed(sample, 2);
        if (values.size() != types.size()) {
            throw new IOException("a sample with " + values.size() + " values for " + types);
        }
        return new Sample(stack, labels, values);
    }

    private static void put(Map<Long, String> to, long id, String what) throws IOException {
        if (id == 0 || to.put(id, what) != null) {
            throw new IOException("id " + id + " is 0 or used twice");
        }
    }

    private static String get(Map<Long, String> from, long id) throws IOException {
        String what = from.get(id);
        if (what == null) {
            throw new IOException("nothing has the id " + id);
        }
        return what;
    }

    private String type(byte[] valueType) throws IOException {
        List<Field> type = fields(valueType);
        return string(type, 1) + "/" + string(type, 2);
    }

    private String string(List<Field> message, int number) {
        return strings.get((int) number(message, number));
    }

    private static long number(List<Field> message, int number) {
        List<Field> found = only(message, number);
        return found.isEmpty() ? 0 : found.getLast().value;
    }

    private static List<Field> only(List<Field> message, int number) {
        return message.stream().filter(f -> f.number == number).toList();
    }

    private static List<Long> packed(List<Field> message, int number) throws IOException {
        List<Long> values = new ArrayList<>();
        for (Field f : only(message, number)) {
            var in = new ByteArrayInputStream(f.bytes);
            while (in.available() > 0) {
                values.add(varint(in));
            }
        }
        return values;
    }

    private static List<Field> fields(byte[] message) throws IOException {
        List<Field> fields = new ArrayList<>();
        var in = new ByteArrayInputStream(message);
        while (in.available() > 0) {
            long tag = varint(in);
            int wire = (int) (tag & 7);
            long value = varint(in);
            if (wire != 0 && wire != 2) {
                throw new IOException("wire type " + wire);
            }
            byte[] bytes = wire == 2 ? in.readNBytes((int) value) : new byte[0];
            fields.add(new Field((int) (tag >> 3), value, bytes));
        }
        return fields;
    }

    private static long varint(ByteArrayInputStream in) throws IOException {
        long v = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ends within a number");
            }
            v |= (b & 0x7FL) << shift;
            if (b < 0x80) {
                return v;
            }
        }
        throw new IOException("a number of more than ten bytes");
    }
}
