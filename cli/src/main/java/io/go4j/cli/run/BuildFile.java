// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** A build as bytes. */
final class BuildFile {
    /*
     * One file for a build, read in one go: a folder of class files would cost an open, a read and a close for each.
     *
     *   int MAGIC, int checksum of all that follows
     *   setting, root, main class
     *   sources:   count, then path and text of each
     *   folders:   count, then path, count of names (MISSING: no such folder) and the names
     *   classes:   count, then name and bytes of each
     *
     * Strings are bytes in UTF-8; bytes are an int length and themselves.
     */
    private static final int MAGIC = 0x476f3401; // "Go4", then the version of this layout
    private static final int HEADER_BYTES = 2 * Integer.BYTES;
    private static final int MISSING = -1;

    private BuildFile() {}

    static byte[] write(Build build) throws IOException {
        var bytes = new ByteArrayOutputStream(64 * 1024);
        var out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeInt(0); // the checksum's place
        put(out, build.setting());
        put(out, build.root().getPath());
        put(out, build.mainClass());
        out.writeInt(build.sources().size());
        for (Source source : build.sources()) {
            put(out, source.file().getAbsolutePath());
            put(out, source.text());
        }
        out.writeInt(build.folders().size());
        for (Folder folder : build.folders()) {
            put(out, folder.file().getPath());
            List<String> names = folder.sources();
            out.writeInt(names == null ? MISSING : names.size());
            if (names != null) putAll(out, names);
        }
        out.writeInt(build.classes().size());
        for (var type : build.classes().entrySet()) {
            put(out, type.getKey());
            put(out, type.getValue());
        }
        byte[] file = bytes.toByteArray();
        ByteBuffer.wrap(file).putInt(Integer.BYTES, checksum(file));
        return file;
    }

    /** The build in {@code file}; null if these are not the bytes that {@link #write} made (B3). */
    static @Nullable Build read(byte[] file) {
        if (file.length < HEADER_BYTES) return null;
        ByteBuffer in = ByteBuffer.wrap(file);
        if (in.getInt() != MAGIC || in.getInt() != checksum(file)) return null;
        try {
            String setting = string(in);
            File root = new File(string(in));
            String mainClass = string(in);
            int count = in.getInt();
            List<Source> sources = new ArrayList<>(count);
            for (int i = 0; i < count; i++) sources.add(new Source(new File(string(in)), bytes(in)));
            count = in.getInt();
            List<Folder> folders = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                File folder = new File(string(in));
                int names = in.getInt();
                folders.add(new Folder(folder, names == MISSING ? null : strings(in, names)));
            }
            count = in.getInt();
            Map<String, byte[]> classes = HashMap.newHashMap(count);
            for (int i = 0; i < count; i++) classes.put(string(in), bytes(in));
            return new Build(setting, sources, folders, root, mainClass, classes);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null; // a file of another program that has our magic and our checksum
        }
    }

    /** Whether these first bytes are those of a build. */
    static boolean hasMagic(byte[] start) {
        return start.length >= Integer.BYTES && ByteBuffer.wrap(start).getInt() == MAGIC;
    }

    private static int checksum(byte[] file) {
        var crc = new CRC32();
        crc.update(file, HEADER_BYTES, file.length - HEADER_BYTES);
        return (int) crc.getValue();
    }

    private static void put(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void put(DataOutputStream out, String string) throws IOException {
        put(out, string.getBytes(StandardCharsets.UTF_8));
    }

    private static void putAll(DataOutputStream out, List<String> strings) throws IOException {
        for (String string : strings) put(out, string);
    }

    private static byte[] bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) throw new BufferUnderflowException();
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static String string(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static List<String> strings(ByteBuffer in, int count) {
        List<String> strings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) strings.add(string(in));
        return strings;
    }
}
