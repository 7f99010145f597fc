// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.GoBody;
import io.go4j.Unit;
import java.util.Objects;

/**
 * Something that is done at the first {@link #run}, and never again.
 *
 * <p>Unlike {@link Once} it brings its action with it, and remembers a failure: every call throws the same exception. (Go:
 * sync.OnceFunc.)
 */
public final class OnceFunc implements Runnable {
    private final OnceValue<Unit> value;

    private OnceFunc(GoBody action) {
        value = OnceValue.of(() -> {
            action.run();
            return Unit.UNIT;
        });
    }

    /**
     * Makes one whose action has not run.
     *
     * @param action what to do; it is forgotten once it has run
     * @return what runs it
     */
    public static OnceFunc of(GoBody action) {
        return new OnceFunc(Objects.requireNonNull(action, "sync: no action"));
    }

    /**
     * Runs the action if this is the first call; all callers return only after it has ended, and all throw what it threw. Waiting for the
     * first caller cannot be interrupted.
     *
     * <p>Memory effects: the return of the action happens-before the return of every call.
     */
    @Override
    public void run() {
        value.get();
    }
}
