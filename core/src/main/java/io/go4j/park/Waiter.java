// SPDX-License-Identifier: Apache-2.0
package io.go4j.park;

import org.jspecify.annotations.Nullable;

/** One call waiting on one thing: an entry of a {@link WaitQueue}. (Go: sudog.) */
public final class Waiter extends Parker {
    /** The call this is a case of; itself for a plain call. */
    final Parker parker;

    /** Which case of the select it is. */
    public final int index;

    /** The value to hand over, or that was handed over. Guarded by the lock of what is waited on until the call is done. */
    public @Nullable Object elem;

    /** Whether the partner completed the operation; false: the channel was closed. */
    public boolean success;

    // guarded by the lock of the queue's owner
    @Nullable WaitQueue queue;
    @Nullable Waiter next;
    @Nullable Waiter prev;

    /** A plain call of the current thread, with the value it offers, if any. */
    public Waiter(@Nullable Object elem) {
        parker = this;
        index = 0;
        this.elem = elem;
    }

    /** Case {@code index} of the select {@code parker}. */
    public Waiter(Parker parker, int index, @Nullable Object elem) {
        super(parker);
        this.parker = parker;
        this.index = index;
        this.elem = elem;
    }

    boolean isSelect() {
        return parker != this;
    }
}
