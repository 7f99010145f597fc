// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.diag.RunDirectory;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The small file by which {@code go4j ps} finds this process, in one of the places of {@link RunDirectory}. Decisions 0019, 0045. */
final class RunFile {
    /*
     * It goes at a normal exit, and when the runtime is shut down. Trouble with it is never the program's: then ps does not list it. A
     * line says so only if the user has chosen the place.
     */
    private static final Pattern FILE = Pattern.compile("(.+?\\.(java|jar))( .*)?$");

    private record Written(RunDirectory directory, RunDirectory.Entry entry) {}

    private static @Nullable Written written;
    private static @Nullable Thread hook;

    private RunFile() {}

    /** Writes it; gone at a normal exit. */
    static synchronized void write() {
        ProcessHandle me = ProcessHandle.current();
        Instant start = me.info().startInstant().orElse(Instant.EPOCH);
        String main = mainOf(System.getProperty("sun.java.command", ""));
        var entry = new RunDirectory.Entry(me.pid(), start, SchedulerBean.version(), main);
        List<RunDirectory> all;
        try {
            all = RunDirectory.ofThisUser();
        } catch (IllegalArgumentException e) {
            complain(e);
            return;
        }
        for (RunDirectory directory : all) {
            try {
                directory.add(entry);
                written = new Written(directory, entry);
                break;
            } catch (IOException | RuntimeException e) {
                if (directory.isChosen()) {
                    complain(e);
                }
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

    private static void complain(Exception why) {
        System.err.println("go4j: go4j ps will not list this process, for it cannot leave its file in GO4J_RUN_DIR: "
                + String.valueOf(why.getMessage()).replaceFirst("^diag: ", ""));
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
                written.directory.remove(written.entry);
            } catch (IOException | RuntimeException e) {
                // ps sees that we are gone
            }
            written = null;
        }
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
