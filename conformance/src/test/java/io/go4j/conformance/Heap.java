// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import java.lang.ref.WeakReference;
import java.util.List;

/** Looks at what the garbage collector leaves. */
final class Heap {
    private Heap() {}

    /** Returns the bytes in use after collections. */
    static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime r = Runtime.getRuntime();
            least = Math.min(least, r.totalMemory() - r.freeMemory());
        }
        return least;
    }

    /** Returns how many of these are still reachable, once collections bring no change. */
    static long survivors(List<? extends WeakReference<?>> references) {
        long left = references.size();
        for (int i = 0; i < 10 && left > 0; i++) {
            System.gc();
            left = references.stream().filter(r -> r.get() != null).count();
        }
        return left;
    }
}
