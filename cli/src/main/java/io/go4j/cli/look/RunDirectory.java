// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the processes of go4j leave a file each, for {@code ps}; {@code io.go4j.RunFile} writes them. */
final class RunDirectory {
    /*
     * Each of the places where a process may have put its file is read, for it may have had another environment. A file of a process that
     * is gone, or whose id now belongs to a process started at another time, is swept. The kernel counts starts in hundredths of a second,
     * and the clock may have been set since: a difference of a minute at most is none, as no id comes round again in that time.
     */
    private static final long SAME_START_MILLIS = 60_000;

    private final List<Path> places;

    RunDirectory(List<Path> places) {
        this.places = places;
    }

    /** A process that says it runs go4j. */
    record Entry(long pid, Instant start, String version, String main) {}

    static RunDirectory ofThisUser() {
        String chosen = System.getenv("GO4J_RUN_DIR");
        if (chosen != null && !chosen.isEmpty()) {
            return new RunDirectory(chosen.equals("off") ? List.of() : List.of(Path.of(chosen)));
        }
        List<Path> all = new ArrayList<>();
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null && runtime.startsWith("/")) {
            all.add(Path.of(runtime, "go4j"));
        }
        all.add(Path.of(System.getProperty("user.home"), ".cache/go4j/run"));
        all.add(Path.of(System.getProperty("java.io.tmpdir"), "go4j-" + System.getProperty("user.name")));
        return new RunDirectory(all);
    }

    /** Complains about a directory of the user's choice that cannot be read: no processes there would look like none at all. */
    static void checkChosen() throws LookFailure {
        String chosen = System.getenv("GO4J_RUN_DIR");
        if (chosen == null || chosen.isEmpty() || chosen.equals("off")) {
            return;
        }
        Path place = Path.of(chosen);
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw LookFailure.usage(
                    "GO4J_RUN_DIR is " + chosen + ", which is no directory; set it as it was set for the processes, or unset it");
        }
        if (!isOwn(place) || !Files.isReadable(place)) {
            throw LookFailure.usage("GO4J_RUN_DIR is " + chosen + ", which is not this user's to read; set it to another, or unset it");
        }
    }

    /** The processes that are there, by id. Removes the files of those that are not. */
    List<Entry> entries() {
        Map<Long, Entry> all = new HashMap<>();
        for (Path place : places) {
            if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS) || !isOwn(place)) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(place, "[0-9]*")) {
                for (Path file : files) {
                    Entry entry = read(file);
                    if (entry != null) {
                        all.put(entry.pid, entry);
                    }
                }
            } catch (IOException e) {
                // nothing is to be had there
            }
        }
        return all.values().stream().sorted(Comparator.comparingLong(Entry::pid)).toList();
    }

    /** Others could write what they like into a directory of theirs, such as one in /tmp under the name of ours. */
    private static boolean isOwn(Path place) {
        try {
            Path self = Path.of("/proc/self"); // belongs to whom this process does; a user without a name is one too
            return !Files.exists(self) || Files.getOwner(place, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(self));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static @Nullable Entry read(Path file) throws IOException {
        long pid;
        try {
            pid = Long.parseLong(file.getFileName().toString());
        } catch (NumberFormatException e) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int is = line.indexOf('=');
                values.put(line.substring(0, Math.max(0, is)), line.substring(is + 1));
            }
            Instant start = Instant.ofEpochMilli(Long.parseLong(values.getOrDefault("start", "")));
            if (isRunning(pid, start)) {
                return new Entry(pid, start, values.getOrDefault("version", ""), values.getOrDefault("main", "unknown"));
            }
        } catch (IOException | NumberFormatException e) {
            if (ProcessHandle.of(pid).isPresent()) {
                return null; // not to be read, but perhaps it is somebody's
            }
        }
        Files.deleteIfExists(file);
        return null;
    }

    private static boolean isRunning(long pid, Instant start) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return process.isPresent()
                && process.get().info().startInstant()
                        .map(s -> Math.abs(s.toEpochMilli() - start.toEpochMilli()) <= SAME_START_MILLIS)
                        .orElse(true);
    }
}
