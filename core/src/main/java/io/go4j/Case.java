// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.chan.Hchan;
import org.jspecify.annotations.Nullable;

/**
 * One case of a {@link Go4j#select}. A case holds nothing of a run, so it may be built once and used in many selects, by several
 * goroutines at once.
 *
 * @param <R> what the select yields if this case is chosen
 */
public abstract sealed class Case<R extends @Nullable Object> permits RecvCase, SendCase, DefaultCase {
    /** The channel; the nil channel if the case is switched off. */
    final Hchan ch;

    Case(Hchan ch) {
        this.ch = ch;
    }

    /**
     * Returns this case if {@code on}, else a case that is never ready.
     *
     * @param on whether the case takes part
     * @return the case to use
     */
    public abstract Case<R> when(boolean on);

    /**
     * What it sends in this run; {@link io.go4j.chan.Selection#RECEIVE} if it receives. Asked once in each run, in the
     * order of the cases.
     */
    abstract Object operand();

    /** After the communication, outside all locks: what the select yields. */
    abstract R finish(@Nullable Object received) throws Exception;
}
