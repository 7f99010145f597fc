// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Builds of earlier runs, in one folder of the user's. Any number of runs may use it at once. */
final class BuildCache {
    /*
     * A build's file is named after a hash of the setting and of the named files' paths and texts, so an edit that is taken back
     * finds its old build again. The hash is a plain CRC: it only chooses the file. What decides is the comparison of the texts
     * themselves, of all files that went in (B1, B2), and two programs that fall on one name merely take turns.
     *
     * Rejected: SHA-256, which needs no comparison, but costs a start several milliseconds of security provider; time stamps of the
     * sources, which git and coarse file systems get wrong.
     */
    private static final long MILLIS_PER_DAY = 24L * 60 * 60 * 1000;
    static final long MAX_AGE_MILLIS = 30 * MILLIS_PER_DAY;
    static final long MAX_BYTES = 256L * 1024 * 1024;
    private static final String SUFFIX = ".build";

    /** A build's name; with more behind it while it is being written. */
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}\\.build(\\.\\d+\\.\\d+)?");

    private final @Nullable File folder;

    BuildCache(@Nullable File folder) {
        this.folder = folder;
    }

    /** In the folder that the script names; without one, a cache that keeps nothing. */
    static BuildCache ofThisUser() {
        String path = System.getProperty("go4j.cache");
        return new BuildCache(path == null || path.isEmpty() ? null : new File(path, "builds"));
    }

    /** False if it can keep nothing. */
    boolean isOpen() {
        return folder != null;
    }

    /** The build of just these files, if nothing that went into it has changed; else null. */
    @Nullable Build find(String setting, List<Source> named) {
        File file = fileFor(setting, named);
        if (file == null || !file.exists()) return null;
        try {
            Build build = BuildFile.read(Source.bytesOf(file));
            if (build == null || !isFresh(build, setting, named)) return null;
            // what is used stays young; once a day is enough
            long now = System.currentTimeMillis();
            if (now - file.lastModified() > MILLIS_PER_DAY) keepYoung(file, now);
            return build;
        } catch (IOException e) {
            return null; // B4
        }
    }

    /** Keeps a build for later runs, if it can (B4), and removes what is too old or too much. */
    void keep(Build build, int namedFiles) {
        File file = fileFor(build.setting(), build.sources().subList(0, namedFiles));
        if (file == null || folder == null || Files.isSymbolicLink(folder.toPath())) return;
        // not mkdirs: a cache directory that was removed meanwhile is not to come back, open to whoever the umask lets in
        if (!folder.isDirectory() && !folder.mkdir() && !folder.isDirectory()) return;
        File unfinished = new File(folder, file.getName() + "." + ProcessHandle.current().pid() + "." + System.nanoTime());
        try {
            try (var out = new FileOutputStream(unfinished)) {
                out.write(BuildFile.write(build));
            }
            if (!unfinished.renameTo(file)) throw new IOException("cannot rename " + unfinished); // B3
        } catch (IOException e) {
            if (unfinished.delete()) return;
        }
        trim(System.currentTimeMillis());
    }

    /** Removes what was not used for long, then the least recently used until three quarters of the limit are left. */
    void trim(long now) {
        if (folder == null || Files.isSymbolicLink(folder.toPath())) return;
        File[] files = folder.listFiles((in, name) -> NAME.matcher(name).matches());
        if (files == null) return;
        // Each time is asked for once: other runs touch and remove files while we sort.
        record Aged(File file, long used, long bytes) {}
        Aged[] oldestFirst = Arrays.stream(files)
                .map(file -> new Aged(file, file.lastModified(), file.length()))
                .sorted(Comparator.comparingLong(Aged::used))
                .toArray(Aged[]::new);
        long total = Arrays.stream(oldestFirst).mapToLong(Aged::bytes).sum();
        long goal = total > MAX_BYTES ? MAX_BYTES / 4 * 3 : MAX_BYTES;
        for (Aged aged : oldestFirst) {
            boolean leftover = !aged.file.getName().endsWith(SUFFIX) && now - aged.used > MILLIS_PER_DAY;
            if (total <= goal && !leftover && now - aged.used <= MAX_AGE_MILLIS) continue;
            if (isOurs(aged.file) && aged.file.delete()) total -= aged.bytes;
        }
    }

    /** What is removed has proved by its name and its first bytes that a build was written there. */
    private static boolean isOurs(File file) {
        if (!Files.isRegularFile(file.toPath(), LinkOption.NOFOLLOW_LINKS)) return false;
        try (var in = new FileInputStream(file)) {
            return BuildFile.hasMagic(in.readNBytes(Integer.BYTES));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFresh(Build build, String setting, List<Source> named) throws IOException {
        if (!build.setting().equals(setting)) return false;
        List<Source> sources = build.sources();
        if (sources.size() < named.size()) return false;
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            if (i < named.size() && !named.get(i).file().getAbsolutePath().equals(source.file().getPath())) return false;
            byte[] now = i < named.size() ? named.get(i).text() : Source.bytesOf(source.file());
            if (!Arrays.equals(now, source.text())) return false;
        }
        List<Folder> folders = build.folders();
        for (int i = 0; i < folders.size(); i++) {
            if (folders.get(i).hasNewSourceFor(sources)) return false;
        }
        return true;
    }

    @Nullable File fileFor(String setting, List<Source> named) {
        if (folder == null) return null;
        var where = new CRC32();
        var what = new CRC32();
        where.update(setting.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < named.size(); i++) {
            where.update(named.get(i).file().getAbsolutePath().getBytes(StandardCharsets.UTF_8));
            where.update(0);
            what.update(named.get(i).text());
        }
        long name = where.getValue() << 32 | what.getValue();
        return new File(folder, HexFormat.of().toHexDigits(name).concat(SUFFIX));
    }

    private static void keepYoung(File file, long now) {
        // a file system that does not let us only makes the build older than it is
        var ignored = file.setLastModified(now);
    }
}
