// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ways in which the JVM itself may call code of the program, though no thread of the program runs. For the deadlock detector. */
public final class JvmCallbacks {
    /*
     * What the JVM calls back, it must refer to, and the JVM's own histogram of live objects shows that: no internal is opened for it, so
     * it works in both modes. What each way is known by:
     *
     *   signal handlers      an object that leads from the JVM's table to a handler of the program
     *   listeners            of memory and collector beans, which the Notification Thread calls: an entry of the list of a bean
     *   upcalls              the class was loaded that makes stubs for java.lang.foreign: native code may call one, on whatever thread
     *   native code          a library that is not the JDK's was loaded: its threads may attach to the JVM and call anything. (Go is silent
     *                        in the same way as soon as a program uses cgo.)
     *   finalizers           the histogram is taken after a full collection: whatever can be finalized has been handed to the finalizer
     *                        by then, and shows as pending, or by its thread running (OtherThreads)
     *   shutdown hooks       full mode: Hooks. Portable mode: threads that were made and not started, or have ended; which of both, and
     *                        whether they are hooks, cannot be told
     *
     * Where one of these cannot be known, the answer is that something may come.
     */
    private static final Map<String, String> BY_CLASS = Map.of(
            "sun.misc.Signal$InternalMiscHandler", "the program handles a signal",
            "sun.management.NotificationEmitterSupport$ListenerInfo", "the program listens to a bean of the JVM");

    private static final String UPCALLS = "jdk.internal.foreign.abi.UpcallStubs";

    /** What the JDK's own libraries, and the loader, are linked with. */
    private static final List<String> SYSTEM_LIBRARIES = List.of(
            "ld-linux", "ld-musl", "libc.", "libc-", "libm.", "libm-", "libdl", "libpthread", "librt", "libgcc_s", "libstdc++", "libz.",
            "libresolv", "libnss_", "libnsl", "libnuma");

    private static final @Nullable Set<String> LOADED = loadedLibraries();

    private JvmCallbacks() {}

    @SuppressWarnings("unchecked") // a Set<String>, or the JDK is another one
    private static @Nullable Set<String> loadedLibraries() {
        if (!Carrier.FULL) {
            return null;
        }
        try {
            var ours = MethodHandles.lookup();
            var addOpens = MethodHandles.privateLookupIn(Module.class, ours)
                    .findVirtual(Module.class, "implAddOpens", MethodType.methodType(void.class, String.class, Module.class));
            addOpens.invoke(Object.class.getModule(), "jdk.internal.loader", JvmCallbacks.class.getModule());
            Class<?> libraries = Class.forName("jdk.internal.loader.NativeLibraries");
            return (Set<String>) MethodHandles.privateLookupIn(libraries, ours)
                    .findStaticVarHandle(libraries, "loadedLibraryNames", Set.class)
                    .get();
        } catch (Throwable t) {
            return null; // another JDK: then as in portable mode
        }
    }

    /** Returns what may call code of the program, in words for a log; null if nothing. Runs a full collection. Any thread. */
    public static @Nullable String whatMayCome() {
        Map<String, Integer> live = DiagnosticCommand.histogram();
        if (live.isEmpty()) {
            return "this JVM does not tell which objects there are (module jdk.management is missing)";
        }
        for (var way : BY_CLASS.entrySet()) {
            if (live.containsKey(way.getKey())) {
                return way.getValue();
            }
        }
        if (!DiagnosticCommand.ask("gcFinalizerInfo").startsWith("No instances")) {
            return "a finalizer is about to run";
        }
        if (DiagnosticCommand.ask("vmClassHierarchy", UPCALLS).contains(UPCALLS)) {
            return "native code may call back into the program";
        }
        String library = nativeLibrary();
        if (library != null) {
            return "the program has loaded native code, " + library;
        }
        if (!Carrier.FULL && unstartedThreads(live)) {
            return "a thread that does not run is referred to, and might be a shutdown hook";
        }
        return null;
    }

    private static @Nullable String nativeLibrary() {
        Set<String> loaded = LOADED;
        return loaded != null ? notOfJdk(loaded) : mappedLibrary();
    }

    private static @Nullable String notOfJdk(Collection<String> paths) {
        String home = System.getProperty("java.home");
        for (String path : paths) {
            if (path.indexOf('/') >= 0 && home != null && !path.startsWith(home) && !isOfSystem(path)) {
                return path;
            }
        }
        return null;
    }

    /** Linux only: elsewhere it is not known which libraries there are. */
    private static @Nullable String mappedLibrary() {
        Set<String> mapped = new HashSet<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
                int path = line.indexOf('/');
                if (path > 0 && line.contains(" r-xp ")) {
                    mapped.add(line.substring(path));
                }
            }
        } catch (IOException | RuntimeException e) {
            return "perhaps";
        }
        String executable = System.getProperty("java.home") + "/bin/";
        mapped.removeIf(path -> path.startsWith(executable));
        return notOfJdk(mapped);
    }

    private static boolean isOfSystem(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return SYSTEM_LIBRARIES.stream().anyMatch(name::startsWith);
    }

    /**
     * Whether there are more objects of the classes of threads that a program could make a hook of than threads of them that run. The JVM's
     * compilers are threads that no list but that of the diagnostic command has.
     */
    private static boolean unstartedThreads(Map<String, Integer> live) {
        Set<String> classes = threadClasses();
        long objects = classes.stream().mapToLong(name -> live.getOrDefault(name, 0)).sum();
        long running = DiagnosticCommand.runningThreads();
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[root.activeCount() * 2 + 64];
        int n = root.enumerate(all);
        for (int i = 0; i < n; i++) {
            running -= classes.contains(all[i].getClass().getName()) ? 0 : 1;
        }
        return objects > running;
    }

    /** The classes of threads that a program could make a hook of: not the JDK's own, and not ours. */
    private static Set<String> threadClasses() {
        Set<String> names = new HashSet<>(Set.of("java.lang.Thread"));
        for (String line : DiagnosticCommand.ask("vmClassHierarchy", "-s", "java.lang.Thread").lines().toList()) {
            // "|  |--pkg.Name/0x0000600003"
            int name = line.lastIndexOf("--") + 2;
            int slash = line.indexOf('/', name);
            String found = slash < 0 || name < 2 ? "" : line.substring(name, slash);
            if (!found.isEmpty() && Owner.of(found, JvmCallbacks.class.getClassLoader()) == Owner.PROGRAM) {
                names.add(found);
            }
        }
        return names;
    }
}
