// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import static io.go4j.Go4j.gosched;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The end of a context and of all below it: why, and whether all of them know. One object for the whole tree. */
final class Ending {
    /*
     * Who cancels a context returns when all below it have ended, also when somebody else is just telling them: as in Go, where he waits
     * for the lock of the context, which is held meanwhile. Here no lock is held on the way, so he waits for `told` (await).
     *
     * Parts of a tree may be told by several at a time, each from where he began. Who comes to a context that another one has ended leaves
     * what is below to that one, and waits for him when he himself is through. That cannot go round: the other is further down.
     *
     * Nobody waits asleep. To tell is a matter of instructions for each context, no user code runs on the way, and who waits gives way.
     */
    final ContextException err;
    final Throwable cause;

    private volatile boolean told;

    Ending(ContextException err, Throwable cause) {
        this.err = err;
        this.cause = cause;
    }

    /** Tells {@code first}, then all below it, parents before children; then {@link #await} is over. */
    void tell(Child first) {
        try {
            Child below = first.end(this);
            Ending other = first.endedBy();
            if (other != null && other != this) {
                other.await(); // he was faster
            } else if (below != null) {
                tellAll(below);
            }
        } finally {
            told = true;
        }
    }

    /** {@code first} and its siblings, and all below them. Not recursive: trees may be deep. */
    private void tellAll(Child first) {
        Throwable failure = null;
        List<Ending> others = List.of(); // nearly always
        Deque<Child> families = new ArrayDeque<>();
        families.push(first);
        while (!families.isEmpty()) {
            for (Child c = families.pop(), next; c != null; c = next) {
                next = c.next;
                c.next = null;
                c.prev = null;
                try {
                    Child below = c.end(this);
                    if (below != null) {
                        families.push(below);
                    }
                    Ending other = c.endedBy();
                    if (other != null && other != this && !other.told) {
                        others = others.isEmpty() ? new ArrayList<>() : others;
                        others.add(other);
                    }
                } catch (Throwable t) { // a function that cannot be started, for want of memory, is no reason not to tell the others
                    failure = failure == null ? t : failure;
                }
            }
        }
        others.forEach(Ending::await);
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Waits until all are told. Whoever did not end the context himself. */
    void await() {
        while (!told) {
            gosched();
        }
    }
}
