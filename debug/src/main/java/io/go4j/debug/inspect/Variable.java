// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value, as far as it was read.
 *
 * @param name how it is called where it stands
 * @param type its type
 * @param kind what it is
 * @param text a value without parts, or the characters of a string; null if there is none
 * @param length how many parts it has, of which some may not have been read; of a channel, how many values are in it
 * @param capacity of a channel, its capacity
 * @param children its parts
 * @param unreadable why it could not be read, null if it could
 */
public record Variable(
        String name,
        String type,
        Kind kind,
        @Nullable String text,
        long length,
        long capacity,
        List<Variable> children,
        @Nullable String unreadable) {
    /** What a value is. */
    public enum Kind {
        /** True or false. */
        BOOL,
        /** A whole number, or what is shown as its text. */
        INT,
        /** A number with a fraction. */
        FLOAT,
        /** A string. */
        STRING,
        /** A channel. */
        CHAN,
        /** An array or a list. */
        SLICE,
        /** A map, whose parts are keys and values in turn. */
        MAP,
        /** An object with fields. */
        STRUCT,
        /** No object. */
        NULL
    }

    /** Makes a record that nobody can change. */
    public Variable {
        children = List.copyOf(children);
    }

    static Variable plain(String name, String type, Kind kind, String text) {
        return new Variable(name, type, kind, text, 0, 0, List.of(), null);
    }

    static Variable unreadable(String name, String type, String why) {
        return new Variable(name, type, Kind.INT, null, 0, 0, List.of(), why);
    }
}
