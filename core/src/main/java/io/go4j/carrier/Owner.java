// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose code a class is. */
enum Owner {
    /** The JDK's. */
    JDK,

    /** This library's. */
    GO4J,

    /** The program's, or that of another library. */
    PROGRAM;

    /** All that our modules have. Exact names: a program may live below them. */
    static final Set<String> PACKAGES = Set.of(
            "io.go4j",
            "io.go4j.carrier",
            "io.go4j.chan",
            "io.go4j.cli",
            "io.go4j.cli.look",
            "io.go4j.cli.run",
            "io.go4j.context",
            "io.go4j.contextpropagation",
            "io.go4j.debug",
            "io.go4j.debug.dlv",
            "io.go4j.debug.gops",
            "io.go4j.debug.inspect",
            "io.go4j.debug.pprof",
            "io.go4j.diag",
            "io.go4j.flow",
            "io.go4j.jfr",
            "io.go4j.junit",
            "io.go4j.micrometer",
            "io.go4j.park",
            "io.go4j.pprof",
            "io.go4j.sched",
            "io.go4j.sync",
            "io.go4j.time",
            "io.go4j.timer");

    /**
     * Returns whose the class {@code name} is that {@code loader} (null: the JVM's first one) knows; the program's, if it knows none. Runs
     * no code of the class.
     */
    static Owner of(String name, @Nullable ClassLoader loader) {
        try {
            return of(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return PROGRAM;
        }
    }

    /** The JDK's classes are known by who loaded them, and not by their names, which anybody may choose. */
    static Owner of(Class<?> c) {
        ClassLoader loader = c.getClassLoader();
        Module m = c.getModule();
        boolean tool = m.isNamed() && m.getName().startsWith("jdk.") && m.getLayer() == ModuleLayer.boot(); // by the loader of applications
        if (loader == null || loader == ClassLoader.getPlatformClassLoader() || tool) {
            return JDK;
        }
        return PACKAGES.contains(c.getPackageName()) ? GO4J : PROGRAM;
    }
}
