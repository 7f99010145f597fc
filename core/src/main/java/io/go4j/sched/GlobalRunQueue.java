// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import org.jspecify.annotations.Nullable;

/** The queue of goroutines that belong to no processor: one FIFO, used with the lock of {@link Sched} held. */
final class GlobalRunQueue {
    /*
     * Linked through the entries (Ready.next), so that nothing is allocated here, and nothing can fail, with the lock held: whoever makes a
     * goroutine runnable has no way to undo that. The last one points to itself, so an entry that stands here is known by its link.
     *
     * One that stands here already is not added again, though a stack may be entered twice (G2): whoever takes the one entry does what the
     * two of them would have done.
     *
     * Rejected: a growing ring (a goroutine would be lost, and the lock with it, where there is no memory for a longer one).
     *
     * `size` may be read without the lock; whoever acts on it looks again with the lock.
     */
    private @Nullable Ready first;
    private @Nullable Ready last;
    private volatile int size; // written under the lock only

    int size() {
        return size;
    }

    @SuppressWarnings("ReferenceEquality") // entries are themselves
    void push(Ready g) {
        if (g.next != null) {
            return;
        }
        g.next = g;
        Ready before = last;
        if (before == null) {
            first = g;
        } else {
            before.next = g;
        }
        last = g;
        setSize(size + 1);
    }

    /** Puts all of {@code others}, in their order, before those that are here; {@code others} is empty then. */
    void prepend(GlobalRunQueue others) {
        Ready theirFirst = others.first;
        Ready theirLast = others.last;
        if (theirFirst == null || theirLast == null) {
            return;
        }
        if (first == null) {
            last = theirLast;
        } else {
            theirLast.next = first;
        }
        first = theirFirst;
        setSize(size + others.size);
        others.first = null;
        others.last = null;
        others.setSize(0);
    }

    @SuppressWarnings("ReferenceEquality") // entries are themselves
    @Nullable Ready pop() {
        Ready g = first;
        if (g == null) {
            return null;
        }
        Ready second = g.next;
        g.next = null;
        if (second == g) {
            first = null;
            last = null;
        } else {
            first = second;
        }
        setSize(size - 1);
        return g;
    }

    private void setSize(int n) {
        size = n;
    }
}
