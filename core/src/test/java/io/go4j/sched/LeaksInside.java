// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

/** Lets tests of other packages get at the threads of goroutines. */
public final class LeaksInside {
    private LeaksInside() {}

    /** Interrupts all goroutines that are parked. */
    public static void interruptAll() {
        for (G g : AllGs.live()) {
            Stack s = g.stack;
            Thread t = s == null || g.isSystem() ? null : s.kept;
            if (t != null) {
                t.interrupt();
            }
        }
    }
}
