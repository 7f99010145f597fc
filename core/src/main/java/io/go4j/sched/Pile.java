// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import org.jspecify.annotations.Nullable;

/** Last in, first out; used with the lock of {@link Sched} held. */
final class Pile<T extends Pile.Item<T>> {
    /*
     * Linked through what lies on it, so that nothing is allocated, and nothing can fail, with the lock held. Hence an item lies on one
     * pile at a time. The last one in is the warmest.
     */

    /** What can lie on a pile. */
    interface Item<T> {
        /** Returns what lies under it. */
        @Nullable T below();

        /** Notes what lies under it. */
        void setBelow(@Nullable T t);
    }

    private @Nullable T top;
    private int size;

    int size() {
        return size;
    }

    void push(T t) {
        t.setBelow(top);
        top = t;
        size++;
    }

    @Nullable T pop() {
        T t = top;
        if (t != null) {
            top = t.below();
            t.setBelow(null);
            size--;
        }
        return t;
    }

    /** Takes {@code t} out of the pile, on which it lies. */
    @SuppressWarnings("ReferenceEquality") // items are themselves
    void remove(T t) {
        if (top == t) {
            pop();
            return;
        }
        for (T over = top; over != null; over = over.below()) {
            if (over.below() == t) {
                over.setBelow(t.below());
                t.setBelow(null);
                size--;
                return;
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("[");
        int seen = 0; // a glance by a debugger must end whatever the links are
        for (T t = top; t != null && seen < size; t = t.below(), seen++) {
            out.append(seen == 0 ? "" : " ").append(t);
        }
        return out.append(']').toString();
    }
}
