// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Compiles and runs in this JVM; programs report by throwing, or by a system property of their own. */
class SourceProgramTest {
    private static final String RESULT = "go4j.test.result";

    @TempDir
    Path folder;

    @Test
    void compactSource() throws Exception {
        source("Hello.java", """
                void main(String[] args) { System.setProperty("go4j.test.result", greeting() + List.of(args)); }
                String greeting() { return "hello "; }
                """);
        assertThat(resultOf("Hello.java")).isEqualTo("hello [x, y]");
    }

    @Test
    void sourcesThatTheNamedOneMentions() throws Exception {
        source("app/Main.java", """
                package app;
                import app.util.Names;
                class Main { static void main() { System.setProperty("go4j.test.result", "" + Names.NAME + Sibling.NAME); } }
                """);
        source("app/Sibling.java", "package app; class Sibling { static final Object NAME = 1; }");
        source("app/util/Names.java", "package app.util; public class Names { public static final Object NAME = 2; }");
        source("app/Broken.java", "package app; nobody mentions me");
        source("module-info.java", "module not.used {}");
        assertThat(resultOf("app/Main.java")).isEqualTo("21");
    }

    @Test
    void severalNamedFilesWhoseClassesHaveOtherNames() throws Exception {
        source("one.java", "class Helps { static Object it = 1; }");
        source("two.java", """
                public class Runs { public static void main(String[] a) { System.setProperty("go4j.test.result", "" + Helps.it); } }
                """);
        assertThat(resultOf("one.java", "two.java")).isEqualTo("1");
    }

    @Test
    void protectedMainFromAnotherPackage() throws Exception {
        source("base/Base.java", """
                package base;
                public class Base { protected static void main(String[] a) { System.setProperty("go4j.test.result", "base"); } }
                """);
        source("Derived.java", "class Derived extends base.Base {}");
        assertThat(resultOf("Derived.java")).isEqualTo("base");
    }

    @Test
    void executableFile() throws Exception {
        source("tool", "#!/usr/bin/env -S go4j run\nvoid main() { throw new IllegalStateException(\"line 2\"); }\n");
        assertThatThrownBy(() -> resultOf("tool"))
                .hasMessage("line 2")
                .satisfies(thrown -> assertThat(thrown.getStackTrace()[0]).hasToString("tool.main(tool:2)"));
    }

    @Test
    void resourcesOfTheProgramAndItsOwnClassFiles() throws Exception {
        source("data/text.txt", "in the folder");
        source("app/Main.java", """
                package app;
                class Main {
                    static void main() throws Exception {
                        var loader = Thread.currentThread().getContextClassLoader();
                        byte[] text = loader.getResourceAsStream("data/text.txt").readAllBytes();
                        byte[] type = Main.class.getResource("Main.class").openStream().readNBytes(4);
                        int count = Collections.list(loader.getResources("app/Main.class")).size();
                        System.setProperty("go4j.test.result", new String(text) + " " + HexFormat.of().formatHex(type) + " " + count
                                + " " + loader.getResource("no/such") + " " + (Main.class.getClassLoader() == loader));
                    }
                }
                """.replace("class Main {", "import module java.base;\nclass Main {"));
        assertThat(resultOf("app/Main.java")).isEqualTo("in the folder cafebabe 1 null true");
    }

    @Test
    void secondTimeTheBuildIsTakenFromTheCache() throws Exception {
        source("Hello.java", "void main() {}");
        var cache = new BuildCache(folder.resolve("cache").toFile());
        SourceProgram.of(files("Hello.java"), cache);
        File build = folder.resolve("cache").toFile().listFiles()[0];
        assertThat(build.setLastModified(1_000_000_000_000L)).isTrue(); // so long ago that its use is noted
        SourceProgram.of(files("Hello.java"), cache);
        assertThat(build.lastModified()).isGreaterThan(1_000_000_000_000L);
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void errorsAreThoseOfJavac() throws Exception {
        source("Bad.java", "void main() {\n    int i = \"text\";\n}\n");
        assertThat(errorsOf("Bad.java")).isEqualTo("""
                FOLDER/Bad.java:2: error: incompatible types: String cannot be converted to int
                    int i = "text";
                            ^
                1 error
                """);
        source("NotUtf8.java", "");
        Files.write(folder.resolve("NotUtf8.java"), new byte[] {'/', '/', (byte) 0xe9, '\n'});
        assertThat(errorsOf("NotUtf8.java")).contains("NotUtf8.java is not UTF-8 text");
    }

    @Test
    void noMain() throws Exception {
        source("NoMain.java", "class NoMain {}");
        source("Empty.java", "");
        assertThatThrownBy(() -> program("NoMain.java")).hasMessageStartingWith("run: no main in ").isInstanceOf(RunFailure.class);
        assertThatThrownBy(() -> program("Empty.java")).hasMessageStartingWith("run: no class in ").isInstanceOf(RunFailure.class);
    }

    private void source(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<File> files(String... names) {
        return Stream.of(names).map(name -> folder.resolve(name).toFile()).toList();
    }

    private Program program(String... names) throws RunFailure {
        return SourceProgram.of(files(names), new BuildCache(null));
    }

    /** Runs the program on this thread, not as a goroutine. */
    private String resultOf(String... names) throws Exception {
        Program program = program(names);
        Start.arguments(new String[] {"x", "y"});
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(program.loader());
        try {
            program.main().run();
            return System.getProperty(RESULT);
        } finally {
            System.clearProperty(RESULT);
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private String errorsOf(String name) {
        PrintStream before = System.err;
        var printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThatThrownBy(() -> program(name)).isInstanceOfSatisfying(RunFailure.class, failure -> {
                assertThat(failure.status()).isEqualTo(1);
                assertThat(failure.line()).isEmpty();
            });
        } finally {
            System.setErr(before);
        }
        return printed.toString(StandardCharsets.UTF_8).replace(folder.toString(), "FOLDER");
    }
}
