// SPDX-License-Identifier: Apache-2.0
package io.go4j.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One example: a source file with a line {@code // run: ...} that says how to run it, and beside it what to expect.
 *
 * @param source the {@code .java} file, relative to the root of the project
 * @param environment the variables that the run line sets
 * @param flags what stands before the file, such as {@code -J-Xmx3g}
 * @param arguments what stands after it
 */
record Example(Path source, Map<String, String> environment, List<String> flags, List<String> arguments) {
    private static final Path EXAMPLES = Path.of("examples");
    private static final String RUN = "// run: ";

    /** The root of the project: the folder with the script {@code go4j}. */
    static final Path ROOT = root();

    /** Every {@code .java} file under {@code examples/}, but for these tests. */
    static List<Example> all() {
        try (Stream<Path> files = files()) {
            return files.filter(file -> file.toString().endsWith(".java")).map(Example::read).toList();
        }
    }

    /** All files of examples, relative to {@link #ROOT}. */
    static Stream<Path> files() {
        try {
            return Files.walk(ROOT.resolve(EXAMPLES))
                    .map(ROOT::relativize)
                    .filter(file -> file.getNameCount() == 3 && !file.startsWith(EXAMPLES.resolve("src"))
                            && !file.startsWith(EXAMPLES.resolve("target")))
                    .sorted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Example read(Path source) {
        List<String> lines;
        try {
            lines = Files.readAllLines(ROOT.resolve(source)).stream().filter(line -> line.startsWith(RUN)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (lines.size() != 1) {
            throw new AssertionError(source + ": one line \"" + RUN + "[NAME=VALUE ...] ./go4j run [FLAG ...] " + source
                    + " [ARGUMENT ...]\" expected, found " + lines.size());
        }

        var words = new ArrayList<>(List.of(lines.getFirst().substring(RUN.length()).split(" +")));
        Map<String, String> environment = new LinkedHashMap<>();
        while (words.getFirst().contains("=")) {
            String[] setting = words.removeFirst().split("=", 2);
            environment.put(setting[0], setting[1]);
        }
        int file = words.indexOf(source.toString());
        if (file < 2 || !words.subList(0, 2).equals(List.of("./go4j", "run"))) {
            throw new AssertionError(source + ": its run line runs something else: " + lines.getFirst());
        }
        return new Example(source, environment, words.subList(2, file), words.subList(file + 1, words.size()));
    }

    /** What it must print: {@code Name.expected.txt}. */
    Path stdout() {
        return beside(".expected.txt");
    }

    /** What it must say on standard error: {@code Name.stderr.txt}; without that file, nothing. */
    Path stderr() {
        return beside(".stderr.txt");
    }

    /** How it must end: {@code Name.exit}, an exit code or the word {@code running}; without that file, with 0. */
    String end() {
        Expected exit = Expected.in(beside(".exit"));
        return exit.text().isEmpty() ? "0" : exit.text().strip();
    }

    /** The same program in Go: {@code Name.go}. Not every example has one. */
    Path goTwin() {
        return beside(".go");
    }

    private Path beside(String extension) {
        return ROOT.resolve(source.toString().replace(".java", extension));
    }

    /** Topic and name, such as {@code channels/PingPong}. */
    @Override
    public String toString() {
        return EXAMPLES.relativize(source).toString().replace(".java", "");
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("go4j")) || !Files.exists(folder.resolve(EXAMPLES))) {
            folder = folder.getParent();
            if (folder == null) throw new AssertionError("no script go4j in this folder or one above it: " + Path.of("").toAbsolutePath());
        }
        return folder;
    }
}
