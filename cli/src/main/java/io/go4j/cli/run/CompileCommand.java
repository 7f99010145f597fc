// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** {@code go4j compile}, which {@code run} starts as a process of its own: compiles source files into the build cache. Not for users. */
public final class CompileCommand {
    /*
     * Why another process. javac is large: loading it costs a second, and most of that goes if a JVM's ahead-of-time cache has javac in it.
     * But a JVM loads all of its cache when it starts, and with javac in there each start would be a third slower, also those that find
     * their build. So there are two caches, and two JVMs. It also leaves the program's JVM as it is in every later run: no heap, no
     * profiles and no threads of javac's.
     */

    private CompileCommand() {}

    /** Compiles and ends the JVM: 0, 1 if there are errors in the sources, 2 for anything else. */
    public static void run(String[] words) {
        try {
            List<File> files = new ArrayList<>();
            for (String word : words) files.add(new File(word));
            SourceProgram.compile(files, BuildCache.ofThisUser());
        } catch (RunFailure failure) {
            System.err.print(failure.line());
            System.exit(failure.status());
        }
        System.exit(0);
    }

    /** Compiles the sample that both ahead-of-time caches are trained with; writes it to the folder that {@code words} names. */
    public static void train(String[] words) {
        File file = new File(words[0], "Sample.java");
        try (InputStream sample = CompileCommand.class.getResourceAsStream("Sample.java")) {
            if (sample == null) throw new IOException("no Sample.java in the jar");
            Files.copy(sample, file.toPath());
        } catch (IOException e) {
            System.err.println("go4j: train: " + e.getMessage());
            System.exit(2);
        }
        run(new String[] {file.getPath()});
    }

    /** Runs this command in a JVM of its own. False if the script has not said how. */
    static boolean start(List<File> files) throws RunFailure {
        String options = System.getProperty("go4j.javac");
        if (options == null) return false;
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home").concat("/bin/java"));
        for (String option : options.split(" ", -1)) command.add(option);
        for (String name : List.of("go4j.cache", "go4j.preview")) {
            String value = System.getProperty(name);
            if (value != null) command.add("-D".concat(name).concat("=").concat(value));
        }
        String aot = System.getProperty("go4j.javac.aot");
        if (aot != null) command.add("-XX:AOTCache=".concat(aot));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.go4j.cli.Main", "compile"));
        for (File file : files) command.add(file.getPath());
        try {
            var process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            process.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_AOT_OPTIONS"));
            int status = process.start().waitFor();
            if (status != 0) throw new RunFailure(status, "");
            return true;
        } catch (IOException e) {
            return false; // then in this JVM
        } catch (InterruptedException e) {
            throw new RunFailure(RunFailure.USAGE, "run: interrupted while compiling");
        }
    }
}
