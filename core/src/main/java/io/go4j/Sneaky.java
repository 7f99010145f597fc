// SPDX-License-Identifier: Apache-2.0
package io.go4j;

/** Lets checked exceptions of handlers pass through methods that do not declare them, unwrapped. */
final class Sneaky {
    private Sneaky() {}

    /** Throws {@code t}; the return type lets callers write {@code throw}. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <E extends Throwable> RuntimeException rethrow(Throwable t) throws E {
        throw (E) t;
    }
}
