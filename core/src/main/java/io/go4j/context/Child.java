// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import org.jspecify.annotations.Nullable;

/** What ends when a context ends: a context below it, or a function that waits for that. */
abstract class Child {
    // guarded by the lock of `node`
    @Nullable Child prev;
    @Nullable Child next;

    /** In whose list of children it stands, or stood; null if its parent is foreign or never ends. Written before others can know. */
    @Nullable CancelNode node;

    /** For a foreign parent. */
    private volatile @Nullable AfterFunc link;

    /**
     * The parent ended. Never waits.
     *
     * @return the first of the children, whom the caller has to tell
     */
    abstract @Nullable Child end(ContextException err, Throwable cause);

    /** Says it to the whole tree, parents before children. Not recursive: trees may be deep. */
    final void endAll(ContextException err, Throwable cause) {
        Child below = end(err, cause);
        if (below != null) {
            CancelNode.endAll(below, err, cause);
        }
    }

    /** Makes this a child of {@code parent}; if that has ended, tells it so. */
    final void attach(Context parent) {
        CancelNode n = CancelNode.nodeOf(parent);
        if (n != null) {
            node = n;
            if (!n.adopt(this)) {
                endAll(n.endedBy(), n.endedFor());
            }
        } else if (CancelNode.isForeign(parent)) {
            attachForeign(parent);
        }
    }

    private void attachForeign(Context parent) {
        ContextException err = parent.err();
        if (err != null) {
            endAll(err, causeOr(parent, err));
            return;
        }
        link = parent.afterFunc(() -> {
            ContextException e = parent.err();
            ContextException why = e == null ? Context.CANCELED : e;
            endAll(why, causeOr(parent, why));
        });
    }

    private static Throwable causeOr(Context parent, ContextException err) {
        Throwable cause = parent.cause();
        return cause == null ? err : cause;
    }

    /** Ended by itself: the parent need not know it any more. */
    final void detach() {
        CancelNode n = node;
        if (n != null) {
            n.disown(this);
        }
        AfterFunc l = link;
        if (l != null) {
            l.stop();
        }
    }
}
