// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/** A program given as source files: takes its build from the cache, or makes it. */
final class SourceProgram {
    private SourceProgram() {}

    static Program of(List<File> files, BuildCache cache) throws RunFailure {
        List<Source> named = read(files);
        ClassPath classPath = ClassPath.ofThisJvm();
        String setting = setting(classPath);
        Build build = cache.find(setting, named);
        if (build == null && cache.isOpen() && CompileCommand.start(files)) build = cache.find(setting, named);
        if (build == null) build = compile(named, classPath, setting, cache); // no cache; or changed meanwhile, or no room on the disk
        return load(build);
    }

    /** Compiles in this JVM, and keeps the build. */
    static void compile(List<File> files, BuildCache cache) throws RunFailure {
        ClassPath classPath = ClassPath.ofThisJvm();
        compile(read(files), classPath, setting(classPath), cache);
    }

    private static Build compile(List<Source> named, ClassPath classPath, String setting, BuildCache cache) throws RunFailure {
        // asked first: without that module, not even our class that calls it can be loaded
        if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
            throw RunFailure.usage("run: this Java has no javac (" + System.getProperty("java.home")
                    + "); set GO4J_JAVA_HOME to a JDK 25 or newer, not a JRE");
        }
        Build build = JavaCompilation.compile(named, classPath, setting);
        cache.keep(build, named.size());
        return build;
    }

    /** All that decides the outcome of a compilation, the sources aside. */
    private static String setting(ClassPath classPath) {
        String java = System.getProperty("java.runtime.version").concat(isPreview() ? " preview\n" : "\n");
        return java.concat(classPath.stamp());
    }

    static boolean isPreview() {
        return Boolean.getBoolean("go4j.preview");
    }

    private static List<Source> read(List<File> files) throws RunFailure {
        List<Source> sources = new ArrayList<>(files.size());
        for (int i = 0; i < files.size(); i++) sources.add(Source.read(files.get(i)));
        return sources;
    }

    private static Program load(Build build) throws RunFailure {
        var loader = new ProgramLoader(build.classes(), build.root(), ClassLoader.getSystemClassLoader());
        String start = Start.nameFor(build.mainClass());
        try {
            if (build.classes().containsKey(start)) return new Program(Start.of(start, loader), loader, files(build));
            MainMethod main = MainMethod.find(loader.loadClass(build.mainClass()));
            if (main == null) throw MainMethod.missing("class " + build.mainClass());
            return new Program(main, loader, files(build));
        } catch (ClassNotFoundException | LinkageError e) {
            throw RunFailure.usage("run: cannot load class " + build.mainClass() + " (" + e + "); look at the class path");
        }
    }

    private static List<File> files(Build build) {
        List<File> files = new ArrayList<>(build.sources().size());
        for (int i = 0; i < build.sources().size(); i++) files.add(build.sources().get(i).file());
        return files;
    }
}
