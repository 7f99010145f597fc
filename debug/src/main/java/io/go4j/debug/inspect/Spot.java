// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

/**
 * A place in the code. Debuggers of compiled languages know places by an address, which Java has none of: each is given one, once.
 *
 * @param pc the address
 * @param file the path of the source file, empty if there is none
 * @param line the line, 0 if it is not known
 * @param function class and method
 * @param entry the address of the method
 */
public record Spot(long pc, String file, int line, String function, long entry) {
    /** What is not known. */
    public static final Spot UNKNOWN = new Spot(0, "", 0, "", 0);

    /**
     * Returns how the place is written where goroutines are chosen and grouped by it.
     *
     * @return file, line, and function
     */
    public String text() {
        return file + ":" + line + " in " + function;
    }
}
