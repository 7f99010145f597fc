// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @TempDir
    Path folder;

    private String a;
    private String b;

    @BeforeEach
    void twoSources() throws IOException {
        a = Files.writeString(folder.resolve("A.java"), "void main() {}").toString();
        b = Files.writeString(folder.resolve("B.java"), "class B {}").toString();
    }

    @Test
    void leadingFilesAreSourcesAndTheRestAreArguments() throws RunFailure {
        expect(List.of(a, b), List.of("x", "A.java"), a, b, "x", "A.java");
    }

    @Test
    void argumentThatEndsInJavaButIsNoFileIsAnArgument() throws RunFailure {
        expect(List.of(a), List.of("Missing.java", b), a, "Missing.java", b);
    }

    @Test
    void twoDashesEndTheSources() throws RunFailure {
        expect(List.of(a), List.of(b, "--"), a, "--", b, "--");
    }

    @Test
    void jarIsOneWord() throws Exception {
        String jar = Files.createFile(folder.resolve("app.jar")).toString();
        CommandLine line = CommandLine.parse(new String[] {jar, a, "--"});
        assertThat(line.target()).isEqualTo(new Target.Jar(new File(jar)));
        assertThat(line.arguments()).containsExactly(a, "--");
    }

    @Test
    void anythingWithoutAFileIsAClass() throws RunFailure {
        CommandLine line = CommandLine.parse(new String[] {"com.example.Main", "x"});
        assertThat(line.target()).isEqualTo(new Target.ClassName("com.example.Main"));
        assertThat(line.arguments()).containsExactly("x");
    }

    @Test
    void executableFileIsASource() throws Exception {
        String script = Files.writeString(folder.resolve("tool"), "#!/usr/bin/env -S go4j run\nvoid main() {}\n").toString();
        expect(List.of(script), List.of(a), script, a);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Missing.java | run: no such file: FOLDER/Missing.java; the current directory is
            missing.jar  | run: no such file: FOLDER/missing.jar; the current directory is
            missing      | run: no such file: FOLDER/missing; the current directory is
            main.go      | run: FOLDER/main.go is Go source; go4j runs Java
            Main.class   | run: FOLDER/Main.class is a class file; run the class by its name: go4j run -cp DIRECTORY CLASS
            notes.txt    | run: FOLDER/notes.txt is neither Java source nor a jar; go4j run FILE.java
            src          | run: FOLDER/src is a directory; name the source file in it that has main
            Dir.java     | run: FOLDER/Dir.java is a directory
            """)
    void eachMistakeHasOneLine(String name, String line) throws IOException {
        for (String file : List.of("main.go", "Main.class", "notes.txt")) Files.writeString(folder.resolve(file), "text");
        for (String directory : List.of("src", "Dir.java")) Files.createDirectories(folder.resolve(directory));
        assertThatThrownBy(() -> CommandLine.parse(new String[] {folder.resolve(name).toString()}))
                .isInstanceOfSatisfying(RunFailure.class, failure -> {
                    assertThat(failure.status()).isEqualTo(2);
                    assertThat(failure.line()).startsWith("go4j: " + line.replace("FOLDER", folder.toString())).hasLineCount(1);
                });
    }

    @Test
    void nothingToRun() {
        assertThatThrownBy(() -> CommandLine.parse(new String[0])).hasMessageStartingWith("run: nothing to run; ");
    }

    private static void expect(List<String> sources, List<String> arguments, String... words) throws RunFailure {
        CommandLine line = CommandLine.parse(words);
        assertThat(line.target()).isEqualTo(new Target.Sources(sources.stream().map(File::new).toList()));
        assertThat(Arrays.asList(line.arguments())).isEqualTo(arguments);
    }
}
