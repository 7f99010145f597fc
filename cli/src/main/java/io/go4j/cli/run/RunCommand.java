// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

import org.jspecify.annotations.Nullable;

/** {@code go4j run}: from the words of the command line to goroutine 1. */
public final class RunCommand {
    private RunCommand() {}

    /** Runs the program and ends the JVM with its status, as Go would. */
    public static void run(String[] words) {
        Program program;
        try {
            CommandLine line = CommandLine.parse(words);
            Start.arguments(line.arguments());
            String pprof = System.getProperty("go4j.pprof");
            String gops = System.getProperty("go4j.gops");
            String dlv = System.getProperty("go4j.dlv");
            boolean inspected = pprof != null || gops != null || dlv != null;
            if (inspected) Inspection.check(pprof, gops, dlv); // before it takes time to compile
            program = find(line.target(), BuildCache.ofThisUser());
            if (inspected) Inspection.start(pprof, gops, dlv, program);
        } catch (RunFailure failure) {
            System.err.print(failure.line());
            System.exit(failure.status());
            return;
        }
        program.run();
    }

    static Program find(Target target, BuildCache cache) throws RunFailure {
        // Not a switch over the types: the first of those costs a start ten milliseconds of bootstrapping.
        if (target instanceof Target.Sources sources) return SourceProgram.of(sources.files(), cache);
        if (target instanceof Target.Jar jar) return ofClass(mainClassName(jar.file()), jar.file());
        return ofClass(((Target.ClassName) target).name(), null);
    }

    /** The script has put the jar, or the user's class path, behind go4j's own jars, so the system loader has the class. */
    private static Program ofClass(String name, @Nullable File jar) throws RunFailure {
        Class<?> main;
        try {
            main = Class.forName(name, false, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException e) {
            throw RunFailure.usage(
                    jar != null
                            ? "run: " + jar + " has no class " + name + ", which its manifest names as Main-Class; build the jar again"
                            : "run: no class " + name + " on the class path; give the path with -cp, or a source file with its .java");
        } catch (LinkageError e) {
            throw RunFailure.usage("run: cannot load class " + name + " (" + e + "); look at the class path");
        }
        MainMethod found = MainMethod.find(main);
        if (found == null) throw MainMethod.missing("class " + name);
        return new Program(found, ClassLoader.getSystemClassLoader(), List.of());
    }

    private static String mainClassName(File file) throws RunFailure {
        try (var jar = new JarFile(file)) {
            Manifest manifest = jar.getManifest();
            String name = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
            if (name == null) {
                throw RunFailure.usage("run: " + file + " names no Main-Class in its manifest; go4j run -cp " + file + " CLASS");
            }
            return name.trim();
        } catch (IOException e) {
            throw RunFailure.usage("run: cannot read " + file + " as a jar (" + e.getMessage() + "); build the jar again");
        }
    }
}
