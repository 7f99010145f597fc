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
    abstract @Nullable Child end(Ending why);

    /** Returns by what this has ended; null if it has not, or has nothing below it. */
    @Nullable Ending endedBy() {
        return null;
    }

    /** Makes this a child of {@code parent}; if that has ended, tells it so. */
    final void attach(Context parent) {
        CancelNode n = CancelNode.nodeOf(parent);
        if (n != null) {
            node = n;
            Ending before = n.adopt(this);
            if (before != null) {
                end(before);
            }
        } else if (CancelNode.isForeign(parent)) {
            attachForeign(parent);
        }
    }

    private void attachForeign(Context parent) {
        ContextException err = parent.err();
        if (err != null) {
            new Ending(err, causeOr(parent, err)).tell(this);
            return;
        }
        link = parent.afterFunc(() -> endingOf(parent).tell(this));
    }

    private static Ending endingOf(Context parent) {
        ContextException why = Context.CANCELED;
        try {
            ContextException e = parent.err();
            why = e == null ? why : e;
            return new Ending(why, causeOr(parent, why));
        } catch (Throwable inParent) { // it has ended, but fails to say why: those who wait for that need not suffer
            return new Ending(why, inParent);
        }
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
