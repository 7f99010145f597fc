// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import io.go4j.Chan;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes values, without calling anything of the program's. */
final class Reader {
    private static final int VALUES_MAX = 20_000;

    private final Fields.Limits limits;
    private int values;

    private Reader(Fields.Limits limits) {
        this.limits = limits;
    }

    static Variable describe(String name, @Nullable Object value, Class<?> declared, Fields.Limits limits) {
        return new Reader(limits).describe(name, value, declared, 0);
    }

    static Variable field(String name, Field f, @Nullable Object of, Fields.Limits limits, int depth) {
        return new Reader(limits).field(name, f, of, depth);
    }

    static @Nullable Object get(Field f, @Nullable Object of) throws Fields.NoValue {
        try {
            f.setAccessible(true);
            return f.get(of);
        } catch (RuntimeException | IllegalAccessException e) {
            throw new Fields.NoValue("Java does not let it be read: its module is not open");
        } catch (LinkageError e) {
            throw new Fields.NoValue("its class cannot be initialised: " + e);
        }
    }

    private Variable field(String name, Field f, @Nullable Object of, int depth) {
        try {
            return describe(name, get(f, of), f.getType(), depth);
        } catch (Fields.NoValue e) {
            return Variable.unreadable(name, f.getType().getTypeName(), String.valueOf(e.getMessage()));
        }
    }

    private Variable describe(String name, @Nullable Object value, Class<?> declared, int depth) {
        values++;
        String type = (value == null || declared.isPrimitive() ? declared : value.getClass()).getTypeName();
        return switch (value) {
            case null -> Variable.plain(name, type, Variable.Kind.NULL, "null");
            case Boolean b -> Variable.plain(name, type, Variable.Kind.BOOL, b.toString());
            case Double d -> Variable.plain(name, type, Variable.Kind.FLOAT, d.toString());
            case Float f -> Variable.plain(name, type, Variable.Kind.FLOAT, f.toString());
            case Long n -> Variable.plain(name, type, Variable.Kind.INT, n.toString());
            case Integer n -> Variable.plain(name, type, Variable.Kind.INT, n.toString());
            case Short n -> Variable.plain(name, type, Variable.Kind.INT, n.toString());
            case Byte n -> Variable.plain(name, type, Variable.Kind.INT, n.toString());
            case Character c -> Variable.plain(name, type, Variable.Kind.INT, (int) c + " '" + c + "'");
            case String s -> string(name, type, s);
            case Enum<?> e -> Variable.plain(name, type, Variable.Kind.INT, e.name());
            case Class<?> c -> Variable.plain(name, type, Variable.Kind.INT, c.getName());
            case Chan<?> c -> chan(name, type, c);
            default -> value.getClass().isArray() ? slice(name, type, value, depth) : struct(name, type, value, depth);
        };
    }

    private Variable string(String name, String type, String s) {
        String shown = s.substring(0, Math.min(s.length(), limits.characters()));
        return new Variable(name, type, Variable.Kind.STRING, shown, s.length(), 0, List.of(), null);
    }

    private static Variable chan(String name, String type, Chan<?> c) {
        List<Variable> counts = List.of(
                Variable.plain("qcount", "int", Variable.Kind.INT, Integer.toString(c.len())),
                Variable.plain("dataqsiz", "int", Variable.Kind.INT, Integer.toString(c.cap())));
        return new Variable(name, type, Variable.Kind.CHAN, null, c.len(), c.cap(), counts, null);
    }

    private boolean goesOn(int depth) {
        return depth < limits.depth() && values < VALUES_MAX;
    }

    private Variable slice(String name, String type, Object array, int depth) {
        int n = Array.getLength(array);
        List<Variable> children = new ArrayList<>();
        if ((goesOn(depth) || array.getClass().componentType().isPrimitive()) && limits.elements() > 0) {
            for (int i = 0; i < Math.min(n, limits.elements()) && values < VALUES_MAX; i++) {
                children.add(describe("", Array.get(array, i), array.getClass().componentType(), depth + 1));
            }
        }
        return new Variable(name, type, Variable.Kind.SLICE, null, n, n, children, null);
    }

    private Variable struct(String name, String type, Object value, int depth) {
        List<Variable> children = new ArrayList<>();
        int n = 0;
        for (Class<?> c = value.getClass(); c != null; c = c.getSuperclass()) {
            for (Field f : c.getDeclaredFields()) {
                if (!Modifier.isStatic(f.getModifiers()) && !f.isSynthetic()) {
                    n++;
                    if (goesOn(depth)) {
                        children.add(field(f.getName(), f, value, depth + 1));
                    }
                }
            }
        }
        return new Variable(name, type, Variable.Kind.STRUCT, null, n, 0, children, null);
    }
}
