// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The small file by which {@code go4j ps} finds this process. Decision 0019. */
final class RunFile {
    /*
     * Named by the process id, in the first of these directories that can be had: GO4J_RUN_DIR (off: no file at all),
     * $XDG_RUNTIME_DIR/go4j, ~/.cache/go4j/run, TMPDIR/go4j-USER. The directory is the user's own and closed to others, for what stands
     * in it is believed. Lines KEY=VALUE: start (milliseconds since 1970; tells a reused process id), version, main.
     *
     * Written under another name and renamed, so it is whole or absent. Trouble with it is never the program's: then ps does not list it.
     */
    private static final Pattern FILE = Pattern.compile("(.+?\\.(java|jar))( .*)?$");

    private static @Nullable Path written;
    private static @Nullable Thread hook;

    private RunFile() {}

    /** Writes it; gone at a normal exit. */
    static synchronized void write() {
        if ("off".equals(System.getenv("GO4J_RUN_DIR"))) {
            return;
        }
        for (Path dir : directories()) {
            try {
                written = writeIn(dir);
                break;
            } catch (IOException | RuntimeException e) {
                // the next one, then
            }
        }
        if (written != null) {
            Thread t = new AtExit();
            try {
                Runtime.getRuntime().addShutdownHook(t);
                hook = t;
            } catch (IllegalStateException e) {
                delete(); // the program is ending already
            }
        }
    }

    /** Deletes it at a normal exit. A class of its own, so that the deadlock detector does not take it for a hook of the program. */
    private static final class AtExit extends Thread {
        AtExit() {
            super(null, null, "go4j-run-file", 0, false);
        }

        @Override
        public void run() {
            delete();
        }
    }

    /** Takes it back, and all that would keep our class loader. */
    static synchronized void remove() {
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the program is ending
            }
            hook = null;
        }
        delete();
    }

    private static synchronized void delete() {
        if (written != null) {
            try {
                Files.deleteIfExists(written);
            } catch (IOException e) {
                // ps sees that we are gone
            }
            written = null;
        }
    }

    private static List<Path> directories() {
        String chosen = System.getenv("GO4J_RUN_DIR");
        if (chosen != null && !chosen.isEmpty()) {
            return List.of(Path.of(chosen));
        }
        List<Path> all = new ArrayList<>();
        addIfThere(all, System.getenv("XDG_RUNTIME_DIR"), "go4j");
        addIfThere(all, System.getProperty("user.home"), ".cache/go4j/run");
        addIfThere(all, System.getProperty("java.io.tmpdir"), "go4j-" + System.getProperty("user.name"));
        return all;
    }

    private static void addIfThere(List<Path> all, @Nullable String parent, String name) {
        if (parent != null && Path.of(parent).isAbsolute() && Files.isDirectory(Path.of(parent))) {
            all.add(Path.of(parent).resolve(name));
        }
    }

    private static Path writeIn(Path dir) throws IOException {
        boolean posix = dir.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (dir.getParent() != null) {
            Files.createDirectories(dir.getParent());
        }
        try {
            Files.createDirectory(dir, permissions(posix, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            // as usual; whose it is, is looked at below
        }
        ProcessHandle me = ProcessHandle.current();
        Path file = dir.resolve(Long.toString(me.pid()));
        Path unfinished = dir.resolve("." + me.pid() + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, permissions(posix, "rw-------"));
        try {
            if (posix) {
                checkOwn(dir, unfinished);
            }
            Files.writeString(unfinished, text(me), StandardOpenOption.WRITE);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return file;
    }

    private static FileAttribute<?>[] permissions(boolean posix, String mode) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static void checkOwn(Path dir, Path fileOfOurs) throws IOException {
        Set<PosixFilePermission> open = EnumSet.copyOf(Files.getPosixFilePermissions(dir, LinkOption.NOFOLLOW_LINKS));
        open.retainAll(PosixFilePermissions.fromString("---rwxrwx"));
        if (!open.isEmpty() || !Files.getOwner(dir, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(fileOfOurs))) {
            throw new IOException(dir + " is not this user's own");
        }
    }

    private static String text(ProcessHandle me) {
        long start = me.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return "start=" + start + "\nversion=" + SchedulerBean.version() + "\nmain=" + mainOf(System.getProperty("sun.java.command", ""))
                + "\n";
    }

    /** What the user calls the program: without arguments, which may be secret, and without the launcher. */
    static String mainOf(String command) {
        String launcher = "io.go4j.cli.Main run ";
        String program = command.startsWith(launcher) ? command.substring(launcher.length()) : command;
        Matcher file = FILE.matcher(program); // its name may have spaces in it
        if (file.lookingAt()) {
            return oneLine(file.group(1));
        }
        int space = program.indexOf(' ');
        return oneLine(space < 0 ? program : program.substring(0, space));
    }

    private static String oneLine(String s) {
        return s.isEmpty() ? "unknown" : s.replaceAll("\\p{Cntrl}", "?");
    }
}
