// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where each process that runs go4j leaves a small file, by which {@code go4j ps} finds it. */
public final class RunDirectory {
    /*
     * What stands there is believed, so nobody else may be able to put anything there, or another directory in its place: it is this
     * user's own, not a symbolic link, and neither it nor one above it can be written to by others (but for sticky ones, as /tmp is).
     *
     * The directory may be one in which the user has files too, so nothing is written over, and a file is removed only if it proves to be
     * one of these: a regular file of this user's, named by a process id, with our first line and that same id in it.
     *
     * A file is made under its own name, in one write, and not renamed: a rename would put it over a file of the user's. Who reads one that
     * is not whole takes it for none of ours. The kernel counts starts in hundredths of a second, and the clock may have been set since:
     * a difference of a minute at most is none, as no id comes round again in that time. Decision 0045.
     */
    private static final String FIRST_LINE = "go4j run file 1";
    private static final Pattern NAME = Pattern.compile("[1-9][0-9]{0,17}");
    private static final long LONGEST_BYTES = 64 * 1024;
    private static final long SAME_START_MILLIS = 60_000;
    private static final int WRITE_OF_OTHERS = 022;
    private static final int STICKY = 01000;

    private final @Nullable Path base;
    private final Path path;

    RunDirectory(@Nullable Path base, Path path) {
        this.base = base;
        this.path = path;
    }

    /**
     * A process that says it runs go4j.
     *
     * @param pid its process id
     * @param start when it was started
     * @param version the version of go4j
     * @param main what the user calls the program
     */
    public record Entry(long pid, Instant start, String version, String main) {
        private String text() {
            return FIRST_LINE + "\npid=" + pid + "\nstart=" + start.toEpochMilli() + "\nversion=" + oneLine(version) + "\nmain="
                    + oneLine(main) + "\n";
        }

        private static String oneLine(String s) {
            return s.replaceAll("\\p{Cntrl}", "?");
        }

        private boolean isRunning() {
            Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
            return process.isPresent()
                    && process.get().info().startInstant()
                            .map(s -> Math.abs(s.toEpochMilli() - start.toEpochMilli()) <= SAME_START_MILLIS)
                            .orElse(true);
        }
    }

    /**
     * Returns the directories of this user's: the one that the environment variable {@code GO4J_RUN_DIR} names, none if that is
     * {@code off}; else {@code $XDG_RUNTIME_DIR/go4j}, {@code ~/.cache/go4j/run}, {@code TMPDIR/go4j-USER}. A process uses the first that
     * can be had.
     *
     * @return the directories, whether they are there or not
     * @throws IllegalArgumentException if {@code GO4J_RUN_DIR} has signs in it that no path of this JVM can have
     */
    public static List<RunDirectory> ofThisUser() {
        String chosen = System.getenv("GO4J_RUN_DIR");
        if (chosen != null && !chosen.isEmpty()) {
            try {
                return chosen.equals("off") ? List.of() : List.of(new RunDirectory(null, Path.of(chosen)));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(
                        "diag: GO4J_RUN_DIR is " + chosen + ", which is no path in this locale; set LC_ALL=C.UTF-8", e);
            }
        }
        List<RunDirectory> all = new ArrayList<>();
        add(all, System.getenv("XDG_RUNTIME_DIR"), "go4j");
        add(all, System.getProperty("user.home"), ".cache/go4j/run");
        add(all, System.getProperty("java.io.tmpdir"), "go4j-" + System.getProperty("user.name"));
        return all;
    }

    private static void add(List<RunDirectory> all, @Nullable String base, String name) {
        try {
            if (base != null && Path.of(base).isAbsolute()) {
                all.add(new RunDirectory(Path.of(base), Path.of(base).resolve(name)));
            }
        } catch (InvalidPathException e) {
            // the next one, then
        }
    }

    /** {@return where it is} */
    public Path path() {
        return path;
    }

    /** {@return whether the user has chosen it, by {@code GO4J_RUN_DIR}} */
    public boolean isChosen() {
        return base == null;
    }

    /** {@return whether there is something of this name, be it a directory or not} */
    public boolean exists() {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Returns why nothing may be read or written there.
     *
     * @return what is wrong, and what to do, as it goes on after the directory's name: {@code is no directory; ...}; null if all is well
     */
    public @Nullable String fault() {
        try {
            return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? faultOfOwner() : "is no directory";
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "cannot be looked at (" + e + ")";
        }
    }

    private @Nullable String faultOfOwner() throws IOException {
        if (!isUnix(path)) {
            return null; // no owners and modes of this kind
        }
        int me = me();
        if (unix(path, "uid") != me) {
            return "belongs to another user";
        }
        if ((unix(path, "mode") & WRITE_OF_OTHERS) != 0) {
            return "can be written to by others; chmod go-w it, once nothing is in it that others may have put there";
        }
        for (Path above = path.toRealPath().getParent(); above != null; above = above.getParent()) {
            int owner = unix(above, "uid");
            int mode = unix(above, "mode");
            if ((owner != me && owner != 0) || ((mode & WRITE_OF_OTHERS) != 0 && (mode & STICKY) == 0)) {
                return "is below " + above + ", where others can put another directory in its place";
            }
        }
        return null;
    }

    private static int unix(Path path, String attribute) throws IOException {
        return (int) Objects.requireNonNull(Files.getAttribute(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS));
    }

    private static boolean isUnix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** The id of the user in whose name this process makes files; that user may have no name. */
    private static int me() throws IOException {
        Path self = Path.of("/proc/self");
        if (Files.exists(self)) {
            return (int) Objects.requireNonNull(Files.getAttribute(self, "unix:uid")); // itself a link
        }
        Path mine = Files.createTempFile("go4j", null);
        try {
            return unix(mine, "uid");
        } finally {
            Files.delete(mine);
        }
    }

    /**
     * Leaves the file of a process; makes the directory if need be, open to this user only.
     *
     * @param entry what it says; the process id is that of this process
     * @throws IOException if that cannot be; the message says why
     */
    public void add(Entry entry) throws IOException {
        if (base != null && !Files.isDirectory(base)) {
            throw new IOException(base + " is no directory");
        }
        boolean unix = isUnix(path);
        if (!exists()) {
            Files.createDirectories(path, mode(unix, "rwx------"));
        }
        String fault = fault();
        if (fault != null) {
            throw new IOException(path + " " + fault);
        }
        Path file = path.resolve(Long.toString(entry.pid));
        try {
            Files.createFile(file, mode(unix, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            if (read(file) == null) {
                throw new IOException(file + " is there, and go4j did not write it", e);
            }
            Files.delete(file); // of a process that had the same id
            Files.createFile(file, mode(unix, "rw-------"));
        }
        try {
            Files.writeString(file, entry.text(), StandardOpenOption.WRITE);
        } catch (IOException e) {
            Files.delete(file);
            throw e;
        }
    }

    private static FileAttribute<?>[] mode(boolean unix, String mode) {
        return unix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    /**
     * Removes the file of a process, if it still says the same.
     *
     * @param entry what {@link #add} was given
     * @throws IOException if it cannot be removed
     */
    public void remove(Entry entry) throws IOException {
        Path file = path.resolve(Long.toString(entry.pid));
        Entry there = fault() == null ? read(file) : null;
        if (there != null && there.text().equals(entry.text())) {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Returns the processes that are there, and removes the files of those that are not, or whose id belongs to another process now.
     *
     * @return the processes, in no order; none if the directory has a {@link #fault}
     */
    public List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        if (fault() != null) {
            return all;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "[1-9]*")) {
            for (Path file : files) {
                Entry entry = read(file);
                if (entry == null) {
                    continue;
                }
                if (entry.isRunning()) {
                    all.add(entry);
                } else {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            // nothing more is to be had there
        }
        return all;
    }

    /** What a file says; null if it does not prove to be one of go4j's. */
    private static @Nullable Entry read(Path file) {
        try {
            String name = String.valueOf(file.getFileName());
            BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!NAME.matcher(name).matches() || !of.isRegularFile() || of.size() > LONGEST_BYTES) {
                return null;
            }
            if (isUnix(file) && unix(file, "uid") != me()) {
                return null;
            }
            String text = Files.readString(file);
            Map<String, String> values = new HashMap<>();
            text.lines().skip(1).forEach(line -> {
                int is = line.indexOf('=');
                values.put(line.substring(0, Math.max(0, is)), line.substring(is + 1));
            });
            String version = values.get("version");
            String main = values.get("main");
            if (!text.startsWith(FIRST_LINE + "\n") || !text.endsWith("\n") || version == null || main == null
                    || !name.equals(values.get("pid"))) {
                return null;
            }
            Instant start = Instant.ofEpochMilli(Long.parseLong(values.getOrDefault("start", "")));
            return new Entry(Long.parseLong(name), start, version, main);
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }
}
