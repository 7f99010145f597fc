// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import io.go4j.Go4j;
import io.go4j.debug.pprof.Pprof;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** go4j as a user has it, in a folder of the test's: the root script, and the classes under test as jars. With a home of its own. */
final class Installation {
    private final Path folder;
    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();

    /** {@code folder/go4j/bin/go4j} and {@code folder/go4j/lib}; programs run in {@code folder}. */
    Installation(Path folder) throws IOException {
        this.folder = folder;
        this.home = folder.resolve("go4j");
        Files.createDirectories(home.resolve("bin"));
        Files.copy(root().resolve("go4j"), script(), StandardCopyOption.COPY_ATTRIBUTES);
        putJars(home.resolve("lib"), home.resolve("lib"));
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", folder.toString());
        environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        environment.put("GO4J_JAVA_HOME", System.getProperty("java.home"));
        environment.put("GO4J_AOT", "off"); // no processes that outlive the test
    }

    Path folder() {
        return folder;
    }

    Path script() {
        return home.resolve("bin/go4j");
    }

    Path cache() {
        return folder.resolve("cache/go4j");
    }

    Installation with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Installation without(String variable) {
        environment.remove(variable);
        return this;
    }

    Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    Path executable(String name, String text) throws IOException {
        Path file = write(name, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A JDK of this version that prints what it is called with, one word a line. */
    Path fakeJdk(String name, String version, boolean hasCompiler) throws IOException {
        write(name + "/release", "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nMODULES=\"java.base\"\n");
        executable(name + "/bin/java", "#!/bin/sh\necho 'this is " + name + "'\nprintf '%s\\n' \"$@\"\n");
        if (hasCompiler) executable(name + "/bin/javac", "#!/bin/sh\n");
        return folder.resolve(name);
    }

    /** Copies go4j's jars there. */
    static void putJars(Path coreFolder, Path cliFolder) throws IOException {
        jar(Go4j.class, coreFolder.resolve("go4j-1.0-test.jar"));
        jar(Pprof.class, coreFolder.resolve("go4j-debug-1.0-test.jar"));
        jar(RunCommand.class, cliFolder.resolve("go4j-cli-1.0-test.jar"));
    }

    /** Copies what the commands need that look into processes. */
    static void putLibraries(Path folder) throws IOException {
        jar(picocli.CommandLine.class, folder.resolve("picocli-test.jar"));
    }

    Process start(Path command, String... words) throws IOException {
        var all = Stream.concat(Stream.of(command.toString()), Arrays.stream(words)).toList();
        var builder = new ProcessBuilder(all).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    Outcome run(String... words) throws Exception {
        return runWithInput("", words);
    }

    Outcome runWithInput(String input, String... words) throws Exception {
        return outcomeOf(start(script(), words), input);
    }

    /** What it did, when it has ended. */
    static Outcome outcomeOf(Process process, String input) throws Exception {
        var errors = new StringBuilder();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                errors.append(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                errors.append(e);
            }
        });
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it did not read
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        reader.join();
        return new Outcome(process.waitFor(), output, errors.toString());
    }

    record Outcome(int status, String out, String err) {}

    /** The root of the repository: where the script is. */
    static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve("go4j")) && Files.isDirectory(at.resolve("cli"))) return at;
        }
        throw new AssertionError("no go4j script above " + Path.of("").toAbsolutePath());
    }

    /** The classes that {@code type} is from: a jar already, or a folder. */
    private static void jar(Class<?> type, Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        Path from;
        try {
            from = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
        if (!Files.isDirectory(from)) {
            Files.copy(from, jar);
            return;
        }
        jarOf(from, jar, "");
    }

    /** A jar of a folder. */
    static void jarOf(Path from, Path jar, String manifest) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var walk = Files.walk(from)) {
            if (!manifest.isEmpty()) {
                out.putNextEntry(new JarEntry("META-INF/MANIFEST.MF"));
                out.write(manifest.getBytes(StandardCharsets.UTF_8));
            }
            List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
            for (Path file : files) {
                out.putNextEntry(new JarEntry(from.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
    }
}
