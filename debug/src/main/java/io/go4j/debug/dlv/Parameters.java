// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request. What is missing, or is not of the type that is asked for, is zero, as it is in Go. */
final class Parameters {
    private static final Parameters NONE = new Parameters(Map.of());

    private final Map<?, ?> all;

    private Parameters(Map<?, ?> all) {
        this.all = all;
    }

    /** Of a request, which has them as the only element of an array. */
    static Parameters of(@Nullable Object params) {
        return params instanceof List<?> list && list.size() == 1 && list.getFirst() instanceof Map<?, ?> map ? new Parameters(map) : NONE;
    }

    boolean has(String name) {
        return all.get(name) != null;
    }

    boolean names(String name) {
        return all.containsKey(name);
    }

    long number(String name) {
        return all.get(name) instanceof Long n ? n : 0;
    }

    /** A count, or a place in a list. */
    int count(String name) {
        return Math.clamp(number(name), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    String text(String name) {
        return all.get(name) instanceof String s ? s : "";
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(all.get(name));
    }

    Parameters object(String name) {
        return all.get(name) instanceof Map<?, ?> map ? new Parameters(map) : NONE;
    }

    List<Parameters> objects(String name) {
        List<Parameters> objects = new ArrayList<>();
        if (all.get(name) instanceof List<?> list) {
            for (Object o : list) {
                objects.add(o instanceof Map<?, ?> map ? new Parameters(map) : NONE);
            }
        }
        return objects;
    }
}
