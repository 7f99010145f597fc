// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import io.go4j.GoBody;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** The main that the launch protocol of Java 25 (JLS 12.1.4) chooses in a class, as the body of goroutine 1. */
final class MainMethod implements GoBody {
    /*
     * main(String[]) goes before main(), whether static or not; a public one, inherited too, goes before a non-public one; a private
     * one, or one that returns something, is none. An instance main needs a constructor without parameters that is not private.
     *
     * Called by method handle, not by reflection: reflection wraps what main throws, shows frames of its own in every goroutine dump,
     * and, where the JVM takes its native accessor, would hold the machine while goroutine 1 is parked. See also Start.
     */

    private final Class<?> type;
    private final Method method;
    private final @Nullable Constructor<?> constructor;

    private MainMethod(Class<?> type, Method method, @Nullable Constructor<?> constructor) {
        this.type = type;
        this.method = method;
        this.constructor = constructor;
    }

    /** The main of {@code type}; null if it has none. */
    static @Nullable MainMethod find(Class<?> type) throws RunFailure {
        try {
            Method method = usable(search(type, String[].class));
            if (method == null) method = usable(search(type));
            if (method == null) return null;
            boolean isStatic = Modifier.isStatic(method.getModifiers());
            return new MainMethod(type, method, isStatic ? null : constructorOf(type));
        } catch (LinkageError e) {
            throw RunFailure.usage("run: cannot link class " + type.getName() + " (" + e + "); look at the class path");
        }
    }

    static RunFailure missing(String where) {
        return RunFailure.usage("run: no main in " + where + "; declare void main() or static void main(String[] args)");
    }

    Class<?> type() {
        return type;
    }

    Method method() {
        return method;
    }

    /** Runs main on the current goroutine; what main throws leaves here as it is. */
    @Override
    public void run() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            method.setAccessible(true);
            MethodHandle main = lookup.unreflect(method);
            if (constructor != null) {
                constructor.setAccessible(true);
                main = main.bindTo(lookup.unreflectConstructor(constructor).invoke());
            }
            if (method.getParameterCount() == 0) {
                main.invokeExact();
            } else {
                main.invokeExact(Start.arguments());
            }
        } catch (Throwable thrown) {
            MainMethod.<RuntimeException>throwAsItIs(thrown);
        }
    }

    /** Throws anything as if it were unchecked. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAsItIs(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** What {@code Class.getMethod} finds, else the nearest one in the class and its superclasses, whatever its access. */
    private static @Nullable Method search(Class<?> type, Class<?>... parameters) {
        try {
            return type.getMethod("main", parameters);
        } catch (NoSuchMethodException e) {
            // not public, then
        }
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            try {
                return at.getDeclaredMethod("main", parameters);
            } catch (NoSuchMethodException e) {
                // in a superclass, then
            }
        }
        return null;
    }

    private static @Nullable Method usable(@Nullable Method method) {
        if (method == null || method.getReturnType() != void.class || Modifier.isPrivate(method.getModifiers())) return null;
        return method;
    }

    private static Constructor<?> constructorOf(Class<?> type) throws RunFailure {
        String name = type.getName();
        if (Modifier.isAbstract(type.getModifiers())) {
            throw RunFailure.usage("run: main of " + name + " needs an instance, but the class is abstract; declare main static");
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            if (!Modifier.isPrivate(constructor.getModifiers())) return constructor;
        } catch (NoSuchMethodException e) {
            // said below
        }
        throw RunFailure.usage("run: main of " + name + " needs an instance, but there is no constructor without parameters"
                + " that is not private; add one, or declare main static");
    }
}
