// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import io.go4j.diag.Traceback;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The program's fields: the static ones by class and name, and whatever can be reached from there. */
public final class Fields {
    /*
     * A JVM without an agent does not tell local variables; it does tell fields. Nothing of the program is called for it: no toString, no
     * hashCode, no method of a collection. But the first read of a static field initialises its class, and another goroutine, which is
     * stopped, may be doing that just now. So a read is done on a thread of its own, and given up after a second.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String NOT_IN_TIME = "could not be read within a second: a goroutine that stands may be initialising the class";
    private static final int ALL_MAX = 1000;
    private static final Set<String> OURS =
            Set.of("io.go4j.debug", "io.go4j.debug.dlv", "io.go4j.debug.gops", "io.go4j.debug.inspect", "io.go4j.debug.pprof");
    private static final String SYNTAX = "[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*|\\[\\d{1,9}\\])*";

    private final Classes classes;

    Fields(Classes classes) {
        this.classes = classes;
    }

    /** It cannot be read; the message is for the user. */
    public static final class NoValue extends Exception {
        private static final long serialVersionUID = 1;

        NoValue(String message) {
            super(message, null, false, false);
        }
    }

    /** A value and what it is declared as. */
    private record Found(@Nullable Object value, Class<?> type) {}

    /**
     * Reads what an expression stands for: {@code App.jobs}, {@code com.acme.App.jobs.size}, {@code jobs[3].name}.
     *
     * @param expression the expression
     * @param near the classes of the frames that were chosen, innermost first: their fields need no class
     * @param limits how much to read
     * @return the value
     * @throws NoValue if there is none
     */
    public Variable read(String expression, List<String> near, Limits limits) throws NoValue {
        String text = expression.strip();
        if (!text.matches(SYNTAX)) {
            throw new NoValue("only fields can be read: Class.field, field.field, field[index]; locals are not known before a breakpoint");
        }
        var found = new AtomicReference<@Nullable Variable>();
        var failed = new AtomicReference<String>(NOT_IN_TIME);
        within(() -> {
            try {
                Found f = find(text, near);
                found.set(Reader.describe(text, f.value, f.type, limits));
            } catch (NoValue e) {
                failed.set(String.valueOf(e.getMessage()));
            } catch (RuntimeException | LinkageError e) {
                failed.set(String.valueOf(e));
            }
        });
        Variable v = found.get();
        if (v == null) {
            throw new NoValue(failed.get());
        }
        return v;
    }

    /**
     * Reads the static fields of the program's own classes.
     *
     * @param filter which of them, by class and name
     * @param limits how much to read of each
     * @return the fields, at most a thousand
     */
    public List<Variable> all(Filter filter, Limits limits) {
        List<Variable> all = Collections.synchronizedList(new ArrayList<>());
        boolean over = within(() -> readAll(all, filter, limits));
        List<Variable> read = List.of(all.toArray(Variable[]::new));
        if (!over && !read.isEmpty()) {
            read = new ArrayList<>(read);
            read.add(Variable.unreadable("...", "", NOT_IN_TIME));
        }
        return read;
    }

    private void readAll(List<Variable> all, Filter filter, Limits limits) {
        for (String name : classes.loaded()) {
            Class<?> type = isOurs(name) ? null : loaded(name);
            for (Field f : type == null ? new Field[0] : fields(type)) {
                String full = name + "." + f.getName();
                if (all.size() < ALL_MAX && Modifier.isStatic(f.getModifiers()) && !f.isSynthetic() && filter.test(full)) {
                    all.add(Reader.field(full, f, null, limits, 0));
                }
            }
        }
    }

    /** Programs may live below our packages, as our own tests do. */
    private static boolean isOurs(String className) {
        boolean ours = OURS.contains(className.substring(0, Math.max(0, className.lastIndexOf('.'))));
        return Traceback.isRuntime(new StackTraceElement(className, "", null, 0)) || (ours && !className.endsWith("Test"));
    }

    /** Runs {@code read} on a thread of its own; false if it takes too long. */
    private static boolean within(Runnable read) {
        Thread t = new Thread(null, read, "go4j-dlv-read", 0, false);
        t.setDaemon(true);
        t.start();
        try {
            return t.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Found find(String text, List<String> near) throws NoValue {
        List<String> steps = steps(text);
        for (String name : near) {
            Class<?> type = loaded(name);
            Field f = type == null ? null : field(type, steps.getFirst(), true);
            if (f != null) {
                return follow(Reader.get(f, null), f.getType(), steps.subList(1, steps.size()));
            }
        }
        for (int n = steps.size() - 1; n >= 1; n--) { // the longest name of a class first
            Class<?> type = named(String.join(".", steps.subList(0, n)));
            Field f = type == null ? null : field(type, steps.get(n), true);
            if (f != null) {
                return follow(Reader.get(f, null), f.getType(), steps.subList(n + 1, steps.size()));
            }
        }
        throw new NoValue("could not find symbol value for " + text);
    }

    /** {@code a.b[3]} is a, b, [3]. */
    private static List<String> steps(String text) {
        return List.of(text.replace("[", ".[").split("\\.", -1));
    }

    private static Found follow(@Nullable Object start, Class<?> declared, List<String> steps) throws NoValue {
        Object value = start;
        Class<?> type = declared;
        for (String step : steps) {
            if (value == null) {
                throw new NoValue("null has no " + step);
            }
            if (step.startsWith("[")) {
                int i = Integer.parseInt(step.substring(1, step.length() - 1));
                if (!value.getClass().isArray() || i >= Array.getLength(value)) {
                    throw new NoValue("index " + i + " is out of bounds, or this is no array");
                }
                type = value.getClass().componentType();
                value = Array.get(value, i);
            } else {
                Field f = field(value.getClass(), step, false);
                if (f == null) {
                    throw new NoValue(value.getClass().getName() + " has no field " + step);
                }
                value = Reader.get(f, value);
                type = f.getType();
            }
        }
        return new Found(value, type);
    }

    /** A class by its whole name, or by the end of it if only one has it. */
    private @Nullable Class<?> named(String name) {
        Class<?> exact = loaded(name);
        if (exact != null) {
            return exact;
        }
        Class<?> found = null;
        for (String candidate : classes.loaded()) {
            if (candidate.replace('$', '.').endsWith("." + name)) {
                if (found != null) {
                    return null;
                }
                found = loaded(candidate);
            }
        }
        return found;
    }

    private @Nullable Class<?> loaded(String name) {
        for (ClassLoader loader : classes.loaders()) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                // the next one may have it
            }
        }
        return null;
    }

    private static Field[] fields(Class<?> type) {
        try {
            return type.getDeclaredFields();
        } catch (LinkageError e) {
            return new Field[0]; // of a type that is not there
        }
    }

    private static @Nullable Field field(Class<?> type, String name, boolean isStatic) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Field f : fields(c)) {
                if (f.getName().equals(name) && Modifier.isStatic(f.getModifiers()) == isStatic) {
                    return f;
                }
            }
        }
        return null;
    }

    /**
     * How much of a value is read.
     *
     * @param depth of how many levels below it
     * @param characters of a string
     * @param elements of an array
     */
    public record Limits(int depth, int characters, int elements) {
        private static final int DEPTH_MAX = 10;
        private static final int MAX = 10_000;

        /** Keeps within bounds what a client asks for. */
        public Limits {
            depth = Math.clamp(depth, 0, DEPTH_MAX);
            characters = Math.clamp(characters, 0, MAX);
            elements = Math.clamp(elements, 0, MAX);
        }
    }
}
