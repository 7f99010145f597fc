// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The words after {@code go4j run}, without the options (the script has taken those): what to run, and the program's own arguments. */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record CommandLine(Target target, String[] arguments) {

    /**
     * Sources are the leading words that end in {@code .java} and exist; {@code --} ends them earlier. Anything else is one word: a jar,
     * an executable source file ({@code #!} first), or a class name.
     */
    static CommandLine parse(String[] words) throws RunFailure {
        if (words.length == 0) {
            throw RunFailure.usage("run: nothing to run; go4j run FILE.java, APP.jar or -cp PATH CLASS");
        }
        String first = words[0];
        File file = new File(first);
        if (first.endsWith(".java")) return sources(words);
        if (first.endsWith(".jar")) {
            checkReadable(file);
            return new CommandLine(new Target.Jar(file), from(1, words));
        }
        if (file.exists()) {
            checkReadable(file);
            if (isScript(file)) return new CommandLine(new Target.Sources(List.of(file)), from(1, words));
            throw RunFailure.usage("run: " + first + whatInstead(first));
        }
        if (first.isEmpty() || first.indexOf(File.separatorChar) >= 0) throw noSuchFile(file);
        return new CommandLine(new Target.ClassName(first), from(1, words));
    }

    private static CommandLine sources(String[] words) throws RunFailure {
        List<File> files = new ArrayList<>(4);
        int next = 0;
        while (next < words.length && words[next].endsWith(".java")) {
            File file = new File(words[next]);
            if (next > 0 && !file.isFile()) break; // an argument that happens to end so
            checkReadable(file);
            files.add(file);
            next++;
        }
        if (next < words.length && words[next].equals("--")) next++;
        return new CommandLine(new Target.Sources(files), from(next, words));
    }

    private static void checkReadable(File file) throws RunFailure {
        if (file.isDirectory()) {
            throw RunFailure.usage("run: " + file + " is a directory; name the source file in it that has main");
        }
        if (!file.exists()) throw noSuchFile(file);
        if (!file.canRead()) throw RunFailure.usage("run: cannot read " + file + "; look at its permissions");
    }

    private static RunFailure noSuchFile(File file) {
        return RunFailure.usage("run: no such file: " + file + "; the current directory is " + System.getProperty("user.dir"));
    }

    private static String whatInstead(String name) {
        if (name.endsWith(".class")) return " is a class file; run the class by its name: go4j run -cp DIRECTORY CLASS";
        if (name.endsWith(".go")) return " is Go source; go4j runs Java: FILE.java, APP.jar or -cp PATH CLASS";
        return " is neither Java source nor a jar; go4j run FILE.java, APP.jar or -cp PATH CLASS";
    }

    private static boolean isScript(File file) {
        try (var in = new FileInputStream(file)) {
            return in.read() == '#' && in.read() == '!';
        } catch (IOException e) {
            return false;
        }
    }

    private static String[] from(int start, String[] words) {
        return Arrays.copyOfRange(words, start, words.length);
    }
}
