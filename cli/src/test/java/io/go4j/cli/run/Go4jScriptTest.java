// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.cli.run.Installation.Outcome;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command from outside: the real script, a real JVM, and what comes out. */
class Go4jScriptTest {
    private static final String HELLO = """
            import static io.go4j.Go4j.*;
            import io.go4j.Chan;

            void main() {
                var greetings = Chan.<String>make();
                go(() -> greetings.send("hello"));
                IO.println(greetings.receive());
            }
            """;

    @TempDir
    Path folder;

    private Installation go4j;

    @BeforeEach
    void install() throws IOException {
        go4j = new Installation(folder);
    }

    @Test
    void runsASourceFileAndTakesTheBuildTheSecondTime() throws Exception {
        go4j.write("Hello.java", HELLO);
        assertThat(go4j.run("run", "Hello.java")).isEqualTo(new Outcome(0, "hello\n", ""));
        File[] builds = go4j.cache().resolve("builds").toFile().listFiles();
        assertThat(builds).hasSize(1);
        long written = builds[0].lastModified();

        assertThat(go4j.run("run", "Hello.java")).isEqualTo(new Outcome(0, "hello\n", ""));
        assertThat(builds[0].lastModified()).isEqualTo(written);

        Files.writeString(builds[0].toPath(), "damaged");
        assertThat(go4j.run("run", "Hello.java")).isEqualTo(new Outcome(0, "hello\n", ""));
        assertThat(builds[0].length()).isGreaterThan("damaged".length());
    }

    @Test
    void cachesAreForThisUserOnly() throws Exception {
        go4j.write("Hello.java", HELLO);
        go4j.run("run", "Hello.java");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(go4j.cache()))).isEqualTo("rwx------");

        assertThat(go4j.run("clean")).isEqualTo(new Outcome(0, "", ""));
        assertThat(go4j.cache()).isEmptyDirectory();

        go4j.with("GO4J_CACHE", "off");
        assertThat(go4j.run("run", "Hello.java")).isEqualTo(new Outcome(0, "hello\n", ""));
        assertThat(go4j.cache()).isEmptyDirectory();
    }

    @Test
    void manyFirstRunsAtOnce() throws Exception {
        go4j.write("Hello.java", HELLO);
        List<Process> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) runs.add(go4j.start(go4j.script(), "run", "Hello.java"));
        for (Process run : runs) assertThat(Installation.outcomeOf(run, "")).isEqualTo(new Outcome(0, "hello\n", ""));
        assertThat(go4j.cache().resolve("builds").toFile().list()).hasSize(1);
    }

    @Test
    void editOfASecondFileIsSeen() throws Exception {
        go4j.write("app/Main.java", "package app; class Main { static void main() { IO.println(Other.TEXT); } }");
        go4j.write("app/Other.java", "package app; class Other { static final String TEXT = \"one\"; }");
        assertThat(go4j.run("run", "app/Main.java").out()).isEqualTo("one\n");
        go4j.write("app/Other.java", "package app; class Other { static final String TEXT = \"two\"; }");
        assertThat(go4j.run("run", "app/Main.java").out()).isEqualTo("two\n");
    }

    @Test
    void argumentsStandardInputAndEnvironmentPassThrough() throws Exception {
        go4j.write("Echo.java", """
                void main(String[] args) {
                    for (String arg : args) IO.println("[" + arg + "]");
                    IO.println(System.getenv("COLOUR") + " " + System.getProperty("a.b") + " " + IO.readln());
                    System.err.println("to stderr");
                }
                """);
        go4j.with("COLOUR", "dark  blue");
        Outcome outcome = go4j.runWithInput(
                "typed\n", "run", "-J-Da.b=c d", "-J-Xmx256m", "Echo.java", "", "x y", "*", "-J-Xint", "--", "'$HOME'");
        assertThat(outcome.out().lines()).containsExactly("[]", "[x y]", "[*]", "[-J-Xint]", "[--]", "['$HOME']", "dark  blue c d typed");
        assertThat(outcome.err()).isEqualTo("to stderr\n");
    }

    @Test
    void aFileWithoutRunIsToldHow() throws Exception {
        go4j.write("Hello.java", HELLO);
        assertThat(go4j.run("Hello.java")).isEqualTo(new Outcome(2, "", "go4j: no command Hello.java; to run it: go4j run Hello.java\n"));
        assertThat(go4j.run("app.jar").err()).isEqualTo("go4j: no command app.jar; to run it: go4j run app.jar\n");
        assertThat(go4j.run("lib/No.java", "x").err()).isEqualTo("go4j: no command lib/No.java; to run it: go4j run lib/No.java\n");
        go4j.write("script", "#!/usr/bin/env -S go4j run\nvoid main() {}\n");
        assertThat(go4j.run("script").err()).isEqualTo("go4j: no command script; to run it: go4j run script\n");
        assertThat(go4j.run("Hello").err()).isEqualTo("go4j: no command Hello; go4j help lists the commands\n");
    }

    @ParameterizedTest
    @CsvSource({
        "stakc, stack", "lekas, leaks", "pproof, pprof", "rnu, run", "rin, run", "runn, run", "clea, clean", "hlep, help", "tpo, top",
        "memstat, memstats", "versoin, version", "Stack, stack", "gomaxproc, gomaxprocs"})
    void aWordThatIsMisspeltIsUnderstoodAndNotTaken(String word, String command) throws Exception {
        Outcome wrong = usage("no command " + word + "; did you mean go4j " + command + "? go4j help lists the commands");
        assertThat(go4j.run(word, "x")).isEqualTo(wrong);
        assertThat(go4j.run("help", word)).isEqualTo(wrong);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fly", "go", "x", "list", "*", "a b", "st ack", "prepareprepare2", "-x", "--", "%s", "$HOME", "`id`", "'"})
    void aWordThatIsLikeNoCommandIsNamed(String word) throws Exception {
        assertThat(go4j.run(word)).isEqualTo(usage("no command " + word + "; go4j help lists the commands"));
    }

    @Test
    void helpListsAllCommands() throws Exception {
        String help = go4j.run("help").out();
        assertThat(List.of("run", "ps", "stack", "top", "leaks", "pprof", "dbg", "stats", "memstats", "gc", "version", "gomaxprocs",
                        "completion", "prepare", "clean", "help"))
                .allSatisfy(command -> assertThat(help).containsPattern("(?m)^  go4j ([a-z]+\\|)*" + command + "\\b"));
        assertThat(help.lines()).allMatch(line -> line.length() <= 140);
    }

    @Test
    void exitStatusIsTheProgramsOwn() throws Exception {
        go4j.write("Exit.java", "void main(String[] args) { System.exit(Integer.parseInt(args[0])); }");
        assertThat(go4j.run("run", "Exit.java", "3").status()).isEqualTo(3);
        assertThat(go4j.run("run", "Exit.java", "0").status()).isEqualTo(0);
        Outcome panic = go4j.run("run", "Exit.java", "three");
        assertThat(panic.status()).isEqualTo(2);
        assertThat(panic.out()).isEmpty();
        assertThat(panic.err()).startsWith("panic: ").contains("three").contains("Exit.java:1").doesNotContain("InvocationTarget");
    }

    @Test
    void looksIntoWhatItRuns() throws Exception {
        Installation.putLibraries(folder.resolve("go4j/lib"));
        go4j.with("GO4J_RUN_DIR", folder.resolve("run").toString());
        go4j.write("Waits.java", """
                void main() {
                    IO.println("ready");
                    io.go4j.Go4j.sleep(Duration.ofHours(1));
                }
                """);
        Process process = go4j.start(go4j.script(), "run", "Waits.java");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            String pid = String.valueOf(process.pid());
            Outcome stack = go4j.run("stack", pid);
            assertThat(stack.err()).isEmpty();
            assertThat(stack.out()).startsWith("1 goroutine, 1 stack\n\n1 goroutine [sleep]: 1\n").contains("Waits.java:3\n");
            assertThat(go4j.run("version", pid).out()).startsWith("go4j ").contains(", Java ");
            assertThat(go4j.run("ps").out()).contains(pid + "  Waits.java ");
            assertThat(go4j.run("stack").status()).isEqualTo(2);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void signalEndsTheProgramNotTheScript() throws Exception {
        go4j.write("Waits.java", """
                void main() throws Exception {
                    IO.println(ProcessHandle.current().pid());
                    Thread.sleep(Duration.ofHours(1));
                }
                """);
        Process process = go4j.start(go4j.script(), "run", "Waits.java");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo(String.valueOf(process.pid())); // it has become the JVM
            process.destroy();
            assertThat(process.waitFor()).isEqualTo(128 + 15);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void compileErrorsAreThoseOfJavac() throws Exception {
        go4j.write("Bad.java", "void main() {\n    nope();\n}\n");
        assertThat(go4j.run("run", "Bad.java")).isEqualTo(new Outcome(1, "", """
                Bad.java:2: error: cannot find symbol
                    nope();
                    ^
                  symbol:   method nope()
                  location: class Bad
                1 error
                """));
    }

    @Test
    void jarsAndClasses() throws Exception {
        Path source = go4j.write("src/app/Main.java", """
                package app;
                public class Main {
                    public static void main(String[] args) throws Exception {
                        IO.println(String.join(" ", args) + " " + Class.forName("lib.Lib").getSimpleName());
                    }
                }
                """.replace("IO.println", "System.out.println"));
        Path lib = go4j.write("src/lib/Lib.java", "package lib; public class Lib {}");
        compile(source, "classes");
        compile(lib, "libclasses");
        Installation.jarOf(folder.resolve("libclasses"), folder.resolve("lib.jar"), "");
        Installation.jarOf(folder.resolve("classes"), folder.resolve("app.jar"), "Main-Class: app.Main\nClass-Path: lib.jar\n");

        assertThat(go4j.run("run", "app.jar", "x", "y")).isEqualTo(new Outcome(0, "x y Lib\n", ""));
        assertThat(go4j.run("run", "-cp", "classes:lib.jar", "app.Main", "z")).isEqualTo(new Outcome(0, "z Lib\n", ""));
        go4j.write("UsesLib.java", "void main() { IO.println(new lib.Lib().getClass().getName()); }");
        assertThat(go4j.run("run", "--class-path=lib.jar", "UsesLib.java")).isEqualTo(new Outcome(0, "lib.Lib\n", ""));

        assertThat(go4j.run("run", "lib.jar")).isEqualTo(usage(
                "run: lib.jar names no Main-Class in its manifest; go4j run -cp lib.jar CLASS"));
        assertThat(go4j.run("run", "-cp", "classes", "app.Other")).isEqualTo(usage(
                "run: no class app.Other on the class path; give the path with -cp, or a source file with its .java"));
        assertThat(go4j.run("run", "-cp", "lib.jar", "lib.Lib")).isEqualTo(usage(
                "run: no main in class lib.Lib; declare void main() or static void main(String[] args)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            help nope       | no command nope; go4j help lists the commands
            fly             | no command fly; go4j help lists the commands
            run             | run: nothing to run; name a FILE.java, an APP.jar or a class (go4j run --help)
            run -cp         | run: -cp needs a path, as in -cp classes:lib/a.jar
            run -Xmx1g A    | run: unknown option -Xmx1g; options of the JVM are written -J-Xmx1g, arguments come after the program
            run --pprof     | run: --pprof needs an address, as in --pprof localhost:6060, or :0 for a free port
            run --pprof Ok.java | run: --pprof needs an address before Ok.java, as in --pprof localhost:6060, or :0 for a free port
            run --gops app.jar x | run: --gops needs an address before app.jar, as in --gops localhost:6060, or :0 for a free port
            run --pprof Main | run: --pprof: Main is no address; write HOST:PORT or :PORT, as in localhost:6060
            run --pprof=x A | run: --pprof: x is no address; write HOST:PORT or :PORT, as in localhost:6060
            run --gops $HOME A | run: --gops: $HOME is no address; write HOST:PORT or :PORT, as in localhost:6060
            run --pprof localhost:x A | run: --pprof: localhost:x is no address; write HOST:PORT or :PORT, as in localhost:6060
            run --dlv=4444 A | run: --dlv: 4444 is no address; write HOST:PORT or :PORT, as in localhost:6060
            run -J A        | run: -J is no JVM option; write -J-Xmx1g for -Xmx1g
            run A.java      | run: no such file: A.java; the current directory is FOLDER
            clean --all     | clean: unknown argument --all; it takes none (go4j clean --help)
            prepare now     | prepare: unknown argument now; it takes none (go4j prepare --help)
            run go4j        | run: go4j is a directory; name the source file in it that has main
            """)
    void eachMistakeHasOneLineAndStatusTwo(String words, String line) throws Exception {
        assertThat(go4j.run(words.split(" "))).isEqualTo(usage(line.replace("FOLDER", folder.toString())));
    }

    @Test
    void aClassPathThatIsNotThereIsNamed() throws Exception {
        go4j.write("Hello.java", HELLO);
        go4j.write("lib dir/note.txt", "");
        String path = "lib dir:/no/such:lib dir/*:no such.jar:none/*:.:*:";
        assertThat(go4j.run("run", "-cp", path, "Hello.java")).isEqualTo(new Outcome(0, "hello\n",
                "go4j: run: the class path names what is not there: /no/such, no such.jar, none/*\n"));
        assertThat(go4j.run("run", "--class-path=lib dir:.", "Hello.java")).isEqualTo(new Outcome(0, "hello\n", ""));
    }

    @Test
    void serversNeedNoCode() throws Exception {
        go4j.write("Inside.java", "void main() { IO.println(io.go4j.GoRuntime.lookup(\"heap\") != null); }");
        Outcome outcome = go4j.run("run", "--pprof", ":0", "--gops=localhost:0", "--dlv", "127.0.0.1:0", "Inside.java");
        assertThat(outcome.err()).matches("go4j: pprof at http://localhost:\\d+/debug/pprof/\ngo4j: gops at localhost:\\d+\n"
                + "go4j: dlv connect localhost:\\d+\n");
        assertThat(outcome.out()).isEqualTo("true\n");
        assertThat(outcome.status()).isZero();
        int free;
        try (var s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = s.getLocalPort();
        }
        assertThat(go4j.run("run", "--pprof", ":" + free, "Inside.java").err())
                .isEqualTo("go4j: pprof at http://localhost:" + free + "/debug/pprof/\n");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            Outcome refused = go4j.run("run", "--pprof", address, "Inside.java");
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err()).startsWith("go4j: run: pprof: cannot listen on " + address + ": ").hasLineCount(1);
        }
    }

    @Test
    void helpAndVersion() throws Exception {
        assertThat(go4j.run("help").out()).startsWith("go4j: goroutines").contains("GO4J_JAVA_HOME").contains("./mvnw -DskipTests package");
        assertThat(go4j.run("--help")).isEqualTo(go4j.run("help"));
        assertThat(go4j.run("run", "--help").out()).startsWith("usage: go4j run").contains("-J");
        assertThat(go4j.run("help", "run")).isEqualTo(go4j.run("run", "--help"));
        Installation.putLibraries(folder.resolve("go4j/lib"));
        assertThat(go4j.run("help", "stack").out()).startsWith("Usage: go4j stack ");
        assertThat(go4j.run("help", "stack")).isEqualTo(go4j.run("stack", "--help"));
        assertThat(go4j.run("version").out()).startsWith("go4j 1.0-test, Java " + Runtime.version().feature());
        Outcome bare = go4j.run();
        assertThat(bare.status()).isEqualTo(2);
        assertThat(bare.err()).isEqualTo(go4j.run("help").out());
    }

    @Test
    void helpOfTheCachesTouchesNone() throws Exception {
        Path kept = go4j.cache().resolve("builds");
        Files.createDirectories(kept);
        for (String help : List.of("-h", "--help")) {
            assertThat(go4j.run("clean", help).out()).startsWith("usage: go4j clean\n");
            assertThat(go4j.run("prepare", help).out()).startsWith("usage: go4j prepare\n");
        }
        assertThat(go4j.run("clean", "--all").status()).isEqualTo(2);
        assertThat(go4j.run("prepare", "now").status()).isEqualTo(2);
        assertThat(go4j.cache().toFile().list()).containsExactly("builds");
    }

    @Test
    void linkToTheScriptWorks() throws Exception {
        go4j.write("Hello.java", HELLO);
        Files.createDirectories(folder.resolve("links"));
        Path link = Files.createSymbolicLink(folder.resolve("links/g"), Path.of("../go4j/bin/go4j"));
        assertThat(Installation.outcomeOf(go4j.start(link, "run", "Hello.java"), "")).isEqualTo(new Outcome(0, "hello\n", ""));
    }

    @Test
    void tooOldAJdkIsPassedOver() throws Exception {
        go4j.without("GO4J_JAVA_HOME");
        go4j.with("JAVA_HOME", go4j.fakeJdk("old", "17.0.2", true).toString());
        go4j.with("PATH", go4j.fakeJdk("new", "25.0.1", true).resolve("bin") + ":" + System.getenv("PATH"));
        assertThat(go4j.run("run", "x.jar").out()).startsWith("this is new\n");
        assertThat(go4j.cache().resolve("jdk")).content().contains("/new\n25.0.1\n");
        // remembered, until it is gone or something else is asked for
        assertThat(go4j.run("run", "x.jar").out()).startsWith("this is new\n");
        go4j.with("JAVA_HOME", go4j.fakeJdk("newer", "26-ea", true).toString());
        assertThat(go4j.run("run", "x.jar").out()).startsWith("this is newer\n");
    }

    @Test
    void jdkOfOnesChoiceIsUsedOrComplainedAbout() throws Exception {
        go4j.with("GO4J_JAVA_HOME", go4j.fakeJdk("chosen", "25", false).toString()); // a JRE: enough for a jar
        assertThat(go4j.run("run", "x.jar").out()).startsWith("this is chosen\n");
        go4j.with("GO4J_JAVA_HOME", go4j.fakeJdk("old", "1.8.0_392", true).toString());
        assertThat(go4j.run("run", "x.jar")).isEqualTo(usage("GO4J_JAVA_HOME is " + folder.resolve("old")
                + ", with Java 1 in it; set it to a JDK 25 or newer, or unset it"));
        go4j.with("GO4J_JAVA_HOME", "/no/such");
        assertThat(go4j.run("run", "x.jar")).isEqualTo(usage(
                "GO4J_JAVA_HOME is /no/such, with no Java in it; set it to a JDK 25 or newer, or unset it"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseZGC", "-XX:-UseParallelGC"})
    void userChoosesTheCollector(String choice) throws Exception {
        go4j.with("GO4J_JAVA_HOME", go4j.fakeJdk("fake", "25", true).toString());
        String limit = "-XX:GCHeapFreeLimit=10";
        assertThat(go4j.run("run", "x.jar").out().lines()).contains("-XX:+UseParallelGC", limit, "-XX:+UseCompactObjectHeaders");
        assertThat(go4j.run("run", "-J" + choice, "x.jar").out().lines()).contains(choice).doesNotContain("-XX:+UseParallelGC", limit);
        List<String> lower = go4j.run("run", "-J-XX:GCHeapFreeLimit=2", "x.jar").out().lines().toList();
        assertThat(lower.indexOf("-XX:GCHeapFreeLimit=2")).isGreaterThan(lower.indexOf(limit));
        for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
            go4j.with(variable, "-Xmx1g " + choice);
            assertThat(go4j.run("run", "x.jar").out().lines()).doesNotContain("-XX:+UseParallelGC");
            go4j.without(variable);
        }
    }

    @Test
    void optionsComeBeforeTheMainClassAndArgumentsAfter() throws Exception {
        go4j.with("GO4J_JAVA_HOME", go4j.fakeJdk("fake", "25", true).toString());
        List<String> words = go4j.run("run", "-J-Da=b c", "-cp", "x", "-J-Xss2m", "Main", "-J-Xmx1", "*").out().lines().toList();
        int options = words.indexOf("-Da=b c");
        assertThat(words.subList(options, options + 3)).containsExactly("-Da=b c", "-Xss2m", "-cp");
        assertThat(words.get(options + 3)).endsWith("go4j-debug-1.0-test.jar:x");
        assertThat(words.subList(options + 4, words.size())).containsExactly("io.go4j.cli.Main", "run", "Main", "-J-Xmx1", "*");
    }

    @Test
    void javaWithoutJavacSaysSo() throws Exception {
        go4j.write("Hello.java", HELLO);
        go4j.with("GO4J_CACHE", "off"); // else a JVM of its own compiles
        Outcome outcome = go4j.run("run", "-J--limit-modules=java.base", "Hello.java");
        String home = System.getProperty("java.home");
        String line = "run: this Java has no javac (" + home + "); set GO4J_JAVA_HOME to a JDK 25 or newer, not a JRE";
        assertThat(outcome).isEqualTo(usage(line));
    }

    @Test
    void preparedCachesAreUsedAndDoNotShow() throws Exception {
        go4j.without("GO4J_AOT");
        assertThat(go4j.run("prepare")).isEqualTo(new Outcome(0, "", ""));
        File[] made = go4j.cache().resolve("aot").toFile().listFiles();
        assertThat(made)
                .extracting(File::getName)
                .hasSize(2)
                .anyMatch(name -> name.endsWith(".run"))
                .anyMatch(name -> name.endsWith(".javac"));
        go4j.write("Hello.java", HELLO);
        Outcome first = go4j.run("run", "-J-Xlog:class+load:file=" + folder.resolve("loaded"), "Hello.java");
        assertThat(first).isEqualTo(new Outcome(0, "hello\n", ""));
        assertThat(folder.resolve("loaded")).content().containsPattern("io\\.go4j\\.cli\\.run\\.RunCommand source: shared objects file");
        // a JVM that they do not fit says nothing and does without
        for (String option : List.of("-J-XX:+UseZGC", "-J-XX:-UseCompactObjectHeaders", "-J--patch-module=java.base=nothing")) {
            assertThat(go4j.run("run", option, "Hello.java")).isEqualTo(first);
        }
    }

    @Test
    void preparationThatIsEndedLeavesNothing() throws Exception {
        go4j.without("GO4J_AOT");
        Path aot = go4j.cache().resolve("aot");
        Process process = go4j.start(go4j.script(), "prepare");
        try {
            while (process.isAlive() && (!Files.isDirectory(aot) || aot.toFile().list().length < 2)) { // the lock, the work
                Thread.sleep(10);
            }
            process.destroy();
            assertThat(process.waitFor()).isEqualTo(128 + 15);
            assertThat(aot).isEmptyDirectory();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Outcome usage(String line) {
        return new Outcome(2, "", "go4j: " + line + "\n");
    }

    private void compile(Path source, String to) {
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.resolve(to).toString(), source.toString());
        assertThat(status).isZero();
    }
}
