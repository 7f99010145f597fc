// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration.reload;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Loads the application and go4j into a class loader of their own, runs it, drops both; many times. Then nothing of them may be left:
 * exits with 1 if a class loader or a thread is. go4j is not on its own class path. Arguments: how many times, then the class path.
 */
public final class Container {
    private static final long PATIENCE_SECONDS = 60;

    private Container() {}

    public static void main(String[] args) throws Exception {
        int times = Integer.parseInt(args[0]);
        URL[] classPath = new URL[args.length - 1];
        for (int i = 1; i < args.length; i++) {
            classPath[i - 1] = Path.of(args[i]).toUri().toURL();
        }
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            loaders.add(run(classPath));
        }
        int left = awaitCollected(loaders);
        List<String> threads = oursAmong(Thread.getAllStackTraces().keySet());
        System.out.println(times + " times, " + left + " class loaders left, threads left: " + threads);
        System.exit(left == 0 && threads.isEmpty() ? 0 : 1);
    }

    private static WeakReference<ClassLoader> run(URL[] classPath) throws Exception {
        try (var loader = new URLClassLoader("application", classPath, ClassLoader.getPlatformClassLoader())) {
            Class<?> application = loader.loadClass("io.go4j.integration.reload.Application");
            if (application == Application.class) {
                throw new AssertionError("the application was not loaded afresh");
            }
            Thread.currentThread().setContextClassLoader(loader);
            Object result = ((Callable<?>) application.getDeclaredConstructor().newInstance()).call();
            Thread.currentThread().setContextClassLoader(null);
            if (!"runtime: it was shut down 113".equals(result)) {
                throw new AssertionError(result);
            }
            return new WeakReference<>(loader);
        }
    }

    private static int awaitCollected(List<WeakReference<ClassLoader>> loaders) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        int left;
        do {
            System.gc();
            Thread.sleep(10);
            left = (int) loaders.stream().filter(l -> !l.refersTo(null)).count();
        } while (left > 0 && System.nanoTime() < end);
        return left;
    }

    private static List<String> oursAmong(Set<Thread> platformThreads) {
        return platformThreads.stream().map(Thread::getName).filter(name -> name.startsWith("go4j")).toList();
    }
}
