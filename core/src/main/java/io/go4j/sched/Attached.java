// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/** One exception hung on another, as suppressed: both are the user's, and either may be known to the other already. */
public final class Attached {
    /** More than anybody reads. An exception that is made once and thrown by many must not grow for ever. */
    static final int MOST = 1_000;

    private Attached() {}

    /**
     * Attaches {@code later} to {@code first}, unless that would make a circle, has been done, or {@code first} carries very many already.
     * Any thread; {@code first} is only ever changed by whoever may do so.
     */
    public static void attach(Throwable first, Throwable later) {
        Throwable[] there = first.getSuppressed();
        if (there.length >= MOST || leadsTo(later, first)) {
            return;
        }
        for (Throwable one : there) {
            if (isSame(one, later)) {
                return;
            }
        }
        first.addSuppressed(later);
    }

    /** Returns whether {@code from} is {@code to}, or carries it. The causes are not asked: getCause may do anything. */
    private static boolean leadsTo(Throwable from, Throwable to) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>();
        open.push(from);
        while (!open.isEmpty() && seen.size() <= MOST) {
            Throwable t = open.pop();
            if (isSame(t, to)) {
                return true;
            }
            if (seen.add(t)) {
                for (Throwable s : t.getSuppressed()) {
                    open.push(s);
                }
            }
        }
        return !open.isEmpty(); // too many to know
    }

    @SuppressWarnings("ReferenceEquality") // equals may do anything
    private static boolean isSame(Throwable a, Throwable b) {
        return a == b;
    }
}
