// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.cli.run.Installation.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locales, and names that a shell or a class path may take for something else. This JVM may know ASCII only, so other bytes go by sh. */
class OddNamesTest {
    private static final String ECHO = """
            void main(String[] args) throws Exception {
                IO.println("ü→ " + String.join("|", args) + " " + IO.readln() + " " + System.getenv("COLOUR"));
                IO.println(new File("grün").exists() + " " + java.nio.file.Files.exists(java.nio.file.Path.of("grün")));
                byte[] printed = new ProcessBuilder("printf", "%s", "ä").start().getInputStream().readAllBytes();
                IO.println(new String(printed, "UTF-8") + " " + Locale.getDefault());
                System.err.println("→ü");
            }
            """;

    @TempDir
    Path folder;

    private Installation go4j;

    @BeforeEach
    void install() throws IOException {
        go4j = new Installation(folder);
    }

    /** Runs the words of a shell in the test's folder; $g is the script. They may have any bytes, written in octal for printf. */
    private Outcome shell(String words) throws Exception {
        go4j.with("g", go4j.script().toString());
        return Installation.outcomeOf(go4j.start(Path.of("/bin/sh"), "-c", words), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "LC_ALL=C", "LC_ALL=POSIX", "LC_ALL=tr_TR.UTF-8", "LC_ALL=C.UTF-8", "LC_CTYPE=C", "LANG=C", "LANG=xx_XX.UTF-8", "A=b"})
    void allIsUtf8InAnyLocale(String setting) throws Exception {
        Files.write(folder.resolve("Echo.java"), ECHO.getBytes(StandardCharsets.UTF_8));
        String variable = setting.substring(0, setting.indexOf('='));
        go4j.without("LC_ALL").without("LC_CTYPE").without("LANG").with(variable, setting.substring(variable.length() + 1));
        Outcome outcome = shell("touch $(printf 'gr\\303\\274n'); COLOUR=$(printf 'wei\\303\\237'); export COLOUR\n"
                + "printf '\\303\\244\\n' | $g run Echo.java $(printf '\\303\\266') $(printf '\\342\\206\\222')");
        assertThat(outcome.out()).startsWith("ü→ ö|→ ä weiß\ntrue true\nä en");
        assertThat(outcome.err()).isEqualTo("→ü\n");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void javacAndPanicsArePrintedInUtf8Too() throws Exception {
        go4j.with("LC_ALL", "C");
        Files.write(folder.resolve("Bad.java"), "void main() { IO.println(größe); }".getBytes(StandardCharsets.UTF_8));
        assertThat(shell("$g run Bad.java").err()).contains("symbol:   variable größe\n");
        String panics = "void main() { io.go4j.Go4j.panic(\"größer → ∞\"); }";
        Files.write(folder.resolve("Panic.java"), panics.getBytes(StandardCharsets.UTF_8));
        Outcome panic = shell("$g run Panic.java");
        assertThat(panic.err()).startsWith("panic: größer → ∞\n");
        assertThat(panic.status()).isEqualTo(2);
        assertThat(shell("$g run $(printf 'fl\\303\\274gel.jar')").err()).startsWith("go4j: run: no such file: flügel.jar; ");
    }

    @Test
    void whatTheUserSaysOfEncodingsAndLanguagesGoesBefore() throws Exception {
        Files.write(folder.resolve("E.java"), "void main() { IO.println(\"ü\" + Locale.getDefault()); }".getBytes(StandardCharsets.UTF_8));
        go4j.with("LC_ALL", "C");
        Outcome outcome = shell("$g run -J-Dstdout.encoding=ISO-8859-1 -J-Duser.language=tr -J-Duser.country=TR E.java | od -An -tx1");
        assertThat(outcome.out().strip()).isEqualTo("fc 74 72 5f 54 52 0a");
    }

    /** Where i and I are not one letter. */
    @Test
    void aTurkishLocaleBreaksNothing() throws Exception {
        Files.writeString(folder.resolve("Hi.java"), """
                import io.go4j.*;
                void main() {
                    IO.println("title I".toLowerCase() + " " + GoRuntime.lookup("goroutine").name());
                    GoRuntime.doWithLabels(java.util.Map.of("i", "I"), () -> IO.println(GoRuntime.stack(true).contains("RUNNING")));
                    Go4j.panic("i");
                }
                """);
        go4j.with("GOTRACEBACK", "SINGLE");
        Outcome outcome = go4j.run("run", "-J-Duser.language=tr", "-J-Duser.country=TR", "Hi.java");
        assertThat(outcome.out()).isEqualTo("title ı goroutine\nfalse\n");
        assertThat(outcome.err()).startsWith("panic: i\n\ngoroutine 1 [running]:\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "a b", "a\nb", "it's", "a\"b", "*", "[x]", "?", "$HOME", "`id`", "a\\b", "-x", "--", "a:b", "a;b", "a&b", "~", "#", "%n", "a=b",
        "@x"})
    void programsMayHaveOddNames(String name) throws Exception {
        go4j.write(name + "/Main.java", "void main(String[] args) { IO.println(\"main \" + String.join(\"|\", args)); }");
        go4j.write(name + ".java", "class Main { void main(String[] args) { IO.println(\"file \" + String.join(\"|\", args)); } }");
        for (int i = 0; i < 2; i++) { // compiled, and from the cache
            assertThat(go4j.run("run", "--", name + "/Main.java", "--", name))
                    .isEqualTo(new Outcome(0, "main " + name + "\n", ""));
            assertThat(go4j.run("run", "--", name + ".java", "--", name)).isEqualTo(new Outcome(0, "file " + name + "\n", ""));
        }
    }

    @Test
    void jarsAndClassPathsMayHaveOddNames() throws Exception {
        Path classes = compiled();
        for (String name : List.of("a b", "a\nb", "it's", "a\"b", "*", "[x]", "$HOME", "-x", "a;b", "~", "a=b", "@x")) {
            Installation.jarOf(classes, folder.resolve(name + ".jar"), "Main-Class: M\n");
            assertThat(go4j.run("run", "--", name + ".jar", name)).as(name).isEqualTo(new Outcome(0, "M " + name + "\n", ""));
            assertThat(go4j.run("run", "-cp", name + ".jar", "M", name)).as(name).isEqualTo(new Outcome(0, "M " + name + "\n", ""));
            Files.move(folder.resolve(name + ".jar"), Files.createDirectory(folder.resolve("in " + name)).resolve("app.jar"));
            assertThat(go4j.run("run", "-cp", "in " + name + "/app.jar", "M")).as(name).isEqualTo(new Outcome(0, "M \n", ""));
        }
        Installation.jarOf(classes, folder.resolve("a:b.jar"), "Main-Class: M\n");
        assertThat(go4j.run("run", "a:b.jar")).isEqualTo(
                new Outcome(2, "", "go4j: run: Java takes the colon in a:b.jar for the end of a path; rename it\n"));
    }

    private Path compiled() throws IOException {
        Path source = go4j.write("M.java",
                "public class M { public static void main(String[] a) { System.out.println(\"M \" + String.join(\"|\", a)); } }");
        Path to = folder.resolve("classes");
        assertThat(javax.tools.ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", to.toString(), source.toString())).isZero();
        return to;
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\nb", "it's", "*", "[x]", "$HOME", "a=b", "-x"})
    void go4jAndItsCacheMayBeInOddPlaces(String name) throws Exception {
        Path moved = Files.move(folder.resolve("go4j"), folder.resolve(name));
        go4j.write("Hi.java", "void main() { IO.println(\"hi\"); }");
        go4j.with("XDG_CACHE_HOME", folder.resolve("cache of " + name).toString());
        for (int i = 0; i < 2; i++) {
            Process run = go4j.start(moved.resolve("bin/go4j"), "run", "Hi.java");
            assertThat(Installation.outcomeOf(run, "")).isEqualTo(new Outcome(0, "hi\n", ""));
        }
        assertThat(folder.resolve("cache of " + name + "/go4j/builds").toFile().list()).hasSize(1);
    }

    @Test
    void aColonInThePlaceOfGo4jIsNamed() throws Exception {
        Path moved = Files.move(folder.resolve("go4j"), folder.resolve("go:4j"));
        Outcome outcome = Installation.outcomeOf(go4j.start(moved.resolve("bin/go4j"), "run", "x.jar"), "");
        assertThat(outcome).isEqualTo(new Outcome(2, "", "go4j: go4j is in " + moved
                + ", and Java takes the colon in it for the end of a path; move it, or set GO4J_HOME to a link to it\n"));
        go4j.with("GO4J_HOME", Files.createSymbolicLink(folder.resolve("link"), moved).toString());
        go4j.write("Hi.java", "void main() { IO.println(\"hi\"); }");
        Process run = go4j.start(moved.resolve("bin/go4j"), "run", "Hi.java");
        assertThat(Installation.outcomeOf(run, "")).isEqualTo(new Outcome(0, "hi\n", ""));
    }

    /** Java cannot name such a file; that is said, and nothing else is taken for it. */
    @Test
    void aNameThatIsNoUtf8IsNotFound() throws Exception {
        go4j.write("Hi.java", "void main() { IO.println(\"hi\"); }");
        Outcome outcome = shell("n=$(printf 'H\\377i.java'); cp Hi.java \"$n\"; $g run \"$n\"");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("go4j: run: no such file: H").hasLineCount(1);
        // but a folder may have such a name
        assertThat(shell("d=$(printf 'd\\377r'); mkdir \"$d\"; cp Hi.java \"$d\"; cd \"$d\" && $g run Hi.java")).isEqualTo(
                new Outcome(0, "hi\n", ""));
    }
}
