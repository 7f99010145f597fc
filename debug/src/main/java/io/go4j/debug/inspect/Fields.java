// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The program's fields: the static ones by class and name, and whatever can be reached from there. */
public final class Fields {
    /*
     * A JVM without an agent does not tell local variables; it does tell fields. Nothing of the program is called for it: no toString, no
     * hashCode, no method of a collection. But the first read of a static field initialises its class, and another goroutine, which is
     * stopped, may be doing that just now. So a read is done on a thread of its own, and given up after a second.
     */
    private static final long PATIENCE_SECONDS = 1;
    private static final int ALL_MAX = 1000;
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
        return within(() -> {
            try {
                Found found = find(text, near);
                return Reader.describe(text, found.value, found.type, limits);
            } catch (NoValue e) {
                return Variable.unreadable(text, "", String.valueOf(e.getMessage()));
            }
        }, text);
    }

    /**
     * Reads the static fields of the program's own classes.
     *
     * @param filter which of them, by class and name
     * @param limits how much to read of each
     * @return the fields, at most a thousand
     */
    public List<Variable> all(Filter filter, Limits limits) {
        List<Variable> all = new ArrayList<>();
        for (String name : classes.loaded()) {
            Class<?> type = name.startsWith("io.go4j.") ? null : loaded(name);
            for (Field f : type == null ? new Field[0] : fields(type)) {
                String full = name + "." + f.getName();
                if (all.size() < ALL_MAX && Modifier.isStatic(f.getModifiers()) && !f.isSynthetic() && filter.test(full)) {
                    all.add(one(full, f, limits));
                }
            }
        }
        return all;
    }

    private static Variable one(String name, Field f, Limits limits) {
        try {
            return within(() -> Reader.field(name, f, null, limits, 0), name);
        } catch (NoValue e) {
            return Variable.unreadable(name, f.getType().getName(), String.valueOf(e.getMessage()));
        }
    }

    private static Variable within(Supplier<Variable> read, String what) throws NoValue {
        var done = new CountDownLatch(1);
        @Nullable Variable[] result = new @Nullable Variable[1];
        Thread t = new Thread(null, () -> {
            try {
                result[0] = read.get();
            } catch (RuntimeException | LinkageError e) {
                result[0] = Variable.unreadable(what, "", String.valueOf(e));
            } finally {
                done.countDown();
            }
        }, "go4j-dlv-read", 0, false);
        t.setDaemon(true);
        t.start();
        boolean over = false;
        try {
            over = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Variable v = result[0];
        if (!over || v == null) {
            throw new NoValue("could not be read within a second: a goroutine that is stopped may be initialising the class");
        }
        if (v.unreadable() != null && v.type().isEmpty()) {
            throw new NoValue(v.unreadable());
        }
        return v;
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
