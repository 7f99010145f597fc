// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import org.jspecify.annotations.Nullable;

/** The queue of goroutines that belong to no processor: one FIFO, used with the lock of {@link Sched} held. */
final class GlobalRunQueue {
    /*
     * A growing ring and not a list through the Gs: an entry may stand here twice (G2 in Stack), which would tie a linked list into a knot.
     * `size` may be read without the lock; whoever acts on it looks again with the lock.
     */
    private Ready[] ring = new Ready[512];
    private int head;
    private volatile int size; // written under the lock only

    int size() {
        return size;
    }

    void push(Ready g) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] = g;
        setSize(size + 1);
    }

    /** Puts {@code g} before all others: for the goroutines of a processor that goes away. */
    void pushFront(Ready g) {
        if (size == ring.length) {
            grow();
        }
        head = (head - 1) & (ring.length - 1);
        ring[head] = g;
        setSize(size + 1);
    }

    @Nullable Ready pop() {
        if (size == 0) {
            return null;
        }
        Ready g = ring[head];
        vacate(head);
        head = (head + 1) & (ring.length - 1);
        setSize(size - 1);
        return g;
    }

    private void setSize(int n) {
        size = n;
    }

    @SuppressWarnings("NullAway") // only the slots from head on, `size` of them, are read
    private void vacate(int i) {
        ring[i] = null;
    }

    private void grow() {
        Ready[] bigger = new Ready[ring.length * 2];
        for (int i = 0; i < size; i++) {
            bigger[i] = ring[(head + i) & (ring.length - 1)];
        }
        ring = bigger;
        head = 0;
    }
}
