// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

/** Names of classes as the JVM's tools give them, and as people write them. */
final class ClassNames {
    private ClassNames() {}

    /** {@code [[I} becomes {@code int[][]}, {@code [Ljava.lang.String;} becomes {@code java.lang.String[]}. */
    static String readable(String name) {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') {
            dimensions++;
        }
        int hidden = name.indexOf("/0x"); // a lambda's class: the rest is an address
        if (dimensions == 0) {
            return hidden < 0 ? name : name.substring(0, hidden);
        }
        String element = name.substring(dimensions);
        String type = switch (element) {
            case "Z" -> "boolean";
            case "B" -> "byte";
            case "C" -> "char";
            case "S" -> "short";
            case "I" -> "int";
            case "J" -> "long";
            case "F" -> "float";
            case "D" -> "double";
            default -> readable(element.startsWith("L") && element.endsWith(";") ? element.substring(1, element.length() - 1) : element);
        };
        return type + "[]".repeat(dimensions);
    }
}
