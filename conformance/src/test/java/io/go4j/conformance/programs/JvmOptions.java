// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The options of JVMs that run whole programs: quick to start, or those of {@code go4j run}, read from the launcher itself. */
public final class JvmOptions {
    private static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    private static final List<String> QUICK = List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djdk.trackAllThreads=false", "--enable-native-access=ALL-UNNAMED", OPENS);

    private JvmOptions() {}

    /**
     * Returns the options for one program.
     *
     * @param full in full mode, or in portable mode
     * @param asGo4jRun as {@code go4j run} would run it; else in the way that starts fastest
     */
    public static List<String> of(boolean full, boolean asGo4jRun) {
        List<String> options = new ArrayList<>(asGo4jRun ? ofLauncher() : QUICK);
        if (!full) {
            options.remove(OPENS);
            options.add("-Dgo4j.mode=portable");
        }
        return options;
    }

    /** Returns what the script {@code go4j} says in its lines {@code gc='...'} and {@code jvm_options='...'}. */
    private static List<String> ofLauncher() {
        String script;
        try {
            script = Files.readString(launcher());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> options = new ArrayList<>();
        options.addAll(List.of(find("^gc='([^']*)'$", script).strip().split("\\s+")));
        options.addAll(List.of(find("^jvm_options='([^']*)'$", script).strip().split("\\s+")));
        if (!options.contains(OPENS)) {
            throw new IllegalStateException("the script go4j no longer says " + OPENS + "; say here how it opens java.lang now");
        }
        return options;
    }

    private static String find(String regex, String script) {
        Matcher m = Pattern.compile(regex, Pattern.MULTILINE).matcher(script);
        if (!m.find()) {
            throw new IllegalStateException("the script go4j has no line like " + regex + "; say here where its JVM options are now");
        }
        return m.group(1);
    }

    /** Beside the modules; a command that runs elsewhere says where. */
    private static Path launcher() {
        String root = System.getProperty("go4j.root");
        return root != null ? Path.of(root, "go4j") : Files.isRegularFile(Path.of("go4j")) ? Path.of("go4j") : Path.of("..", "go4j");
    }
}
