// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Where the source files are: debuggers open them themselves, by the paths they are told. Any thread. */
final class Sources implements AutoCloseable {
    /*
     * In this order: the files that the program was compiled from, where that is known (go4j run); the folders that were named; what stands
     * beside the class file as Maven, Gradle and IDEs lay it out; a source jar beside the jar; the JDK's src.zip; what a class loader finds
     * as a resource. A file in an archive is unpacked into a folder of this process, which goes with it. If nothing is found, the path is
     * what Java knows: package and file.
     */
    private static final List<String> OF_MAIN = List.of("src/main/java", "src");
    private static final List<String> OF_TESTS = List.of("src/test/java", "test");

    private final Classes classes;
    private final List<Path> program;
    private final List<Path> roots;
    private final Map<String, String> known = new ConcurrentHashMap<>();
    private final Map<Path, Optional<Path>> archives = new ConcurrentHashMap<>();
    private @Nullable Path unpacked;
    private @Nullable AtExit atExit;

    /** Deletes what was unpacked. A class of its own, so that the deadlock detector does not take it for a hook of the program. */
    private static final class AtExit extends Thread {
        private final Path folder;

        AtExit(Path folder) {
            super(null, null, "go4j-sources-exit", 0, false);
            this.folder = folder;
        }

        @Override
        public void run() {
            delete(folder);
        }
    }

    Sources(Classes classes, List<Path> program, List<Path> roots) {
        this.classes = classes;
        this.program = program.stream().map(p -> p.toAbsolutePath().normalize()).toList();
        this.roots = roots.stream().map(p -> p.toAbsolutePath().normalize()).toList();
    }

    /** Returns the path of the file in which the class is written. */
    String pathOf(String className, @Nullable String file) {
        String outermost = className;
        int nested = outermost.indexOf('$', outermost.lastIndexOf('.') + 2);
        outermost = nested < 0 ? outermost : outermost.substring(0, nested);
        int dot = outermost.lastIndexOf('.');
        String name = file == null || file.indexOf('/') >= 0 || file.indexOf('\\') >= 0 ? outermost.substring(dot + 1) + ".java" : file;
        String relative = (dot < 0 ? "" : outermost.substring(0, dot + 1).replace('.', '/')) + name;
        String key = outermost;
        String path = known.get(key + ":" + name);
        if (path == null) {
            Path found = find(key, relative, name);
            path = found == null ? relative : found.toString();
            known.put(key + ":" + name, path);
        }
        return path;
    }

    /** All files that are known so far, and those of the program. */
    List<String> all() {
        List<String> all = new ArrayList<>(known.values());
        program.forEach(p -> all.add(p.toString()));
        return all.stream().distinct().sorted().toList();
    }

    private @Nullable Path find(String className, String relative, String name) {
        Path own = ofProgram(relative, name);
        if (own != null) {
            return own;
        }
        for (Path root : roots) {
            Path found = existing(root, relative);
            if (found != null) {
                return found;
            }
        }
        URL url = classes.resource(className);
        URL source = classes.find(relative); // what go4j run compiles has its folder for resources
        try {
            Path found = url == null ? null : beside(url, className, relative);
            return found == null && source != null && source.getProtocol().equals("file") ? Path.of(source.toURI()) : found;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null; // a class loader of a kind that we do not know
        }
    }

    private @Nullable Path ofProgram(String relative, String name) {
        for (Path p : program) {
            if (p.endsWith(relative)) {
                return p;
            }
        }
        List<Path> so = program.stream().filter(p -> p.endsWith(name)).toList(); // a file in a place of its own
        return so.size() == 1 && relative.indexOf('/') >= 0 ? so.getFirst() : null;
    }

    private static @Nullable Path existing(Path root, String relative) {
        Path path = root.resolve(relative).normalize();
        return path.startsWith(root) && Files.isRegularFile(path) ? path : null;
    }

    private @Nullable Path beside(URL url, String className, String relative) throws URISyntaxException {
        String text = url.toString();
        if (text.startsWith("jrt:/")) {
            int module = text.indexOf('/', 5);
            Path zip = Path.of(System.getProperty("java.home"), "lib", "src.zip");
            return module < 0 ? null : unpack(zip, text.substring(5, module) + "/" + relative);
        }
        if (text.startsWith("jar:file:") && text.contains("!/")) {
            return besideJar(Path.of(new URI(text.substring(4, text.indexOf("!/")))), relative);
        }
        if (text.startsWith("file:")) {
            Path folder = Path.of(url.toURI());
            for (int up = className.split("\\.", -1).length; up > 0 && folder != null; up--) {
                folder = folder.getParent();
            }
            return folder == null ? null : besideClasses(folder, relative);
        }
        return null;
    }

    /** {@code x/target/classes}, {@code x/build/classes/java/main}, {@code x/out/production/y}, {@code x/bin}. */
    private static @Nullable Path besideClasses(Path classes, String relative) {
        boolean tests = classes.endsWith("test-classes") || classes.endsWith("test");
        Path at = classes.getParent();
        for (int up = 0; up < 4 && at != null; up++, at = at.getParent()) {
            for (String source : tests ? OF_TESTS : OF_MAIN) {
                Path found = existing(at.resolve(source), relative);
                if (found != null) {
                    return found;
                }
            }
        }
        return existing(classes, relative);
    }

    private @Nullable Path besideJar(Path jar, String relative) {
        Path folder = jar.getParent();
        Path module = folder != null && folder.endsWith("target") ? folder.getParent() : null; // of Maven
        Path found = module == null ? null : existing(module.resolve("src/main/java"), relative);
        if (found != null) {
            return found;
        }
        Path sources = archives.computeIfAbsent(jar, j -> Optional.ofNullable(sourceJar(j))).orElse(null);
        return sources == null ? null : unpack(sources, relative);
    }

    /** Beside the jar, as Maven has it; in a folder beside its own, as Gradle has it. */
    private static @Nullable Path sourceJar(Path jar) {
        Path folder = jar.getParent();
        String name = jar.getFileName().toString().replaceFirst("\\.jar$", "-sources.jar");
        if (folder == null) {
            return null;
        }
        Path beside = folder.resolve(name);
        if (Files.isRegularFile(beside)) {
            return beside;
        }
        Path above = folder.getParent();
        if (above == null || !folder.getFileName().toString().matches("[0-9a-f]{20,}")) {
            return null;
        }
        try (Stream<Path> folders = Files.list(above)) {
            return folders.map(f -> f.resolve(name)).filter(Files::isRegularFile).findFirst().orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable Path unpack(Path archive, String entryName) {
        if (!Files.isRegularFile(archive)) {
            return null;
        }
        try (var zip = new ZipFile(archive.toFile())) {
            ZipEntry entry = zip.getEntry(entryName);
            if (entry == null) {
                return null;
            }
            Path folder = unpackedFolder().resolve(archive.getFileName().toString());
            Path to = folder.resolve(entryName).normalize();
            if (!to.startsWith(folder) || to.getParent() == null) {
                return null;
            }
            Files.createDirectories(to.getParent());
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
            }
            return to;
        } catch (IOException e) {
            return null;
        }
    }

    private synchronized Path unpackedFolder() throws IOException {
        Path folder = unpacked;
        if (folder == null) {
            folder = Files.createTempDirectory("go4j-sources-"); // for this user only
            unpacked = folder;
            var hook = new AtExit(folder);
            try {
                Runtime.getRuntime().addShutdownHook(hook);
                atExit = hook;
            } catch (IllegalStateException e) {
                // the JVM is about to end
            }
        }
        return folder;
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        } catch (IOException e) {
            // then it stays where temporary files are
        }
    }

    @Override
    public synchronized void close() {
        if (unpacked != null) {
            delete(unpacked);
            unpacked = null;
            known.clear();
        }
        if (atExit != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // the JVM is about to end
            }
            atExit = null;
        }
    }
}
