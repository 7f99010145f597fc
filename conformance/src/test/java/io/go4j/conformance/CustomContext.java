// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.RecvChan;
import io.go4j.Unit;
import io.go4j.context.AfterFunc;
import io.go4j.context.Context;
import io.go4j.context.ContextException;
import io.go4j.context.Key;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/** A context that somebody else wrote: it can be cancelled, and ends with its parent. */
class CustomContext implements Context {
    private final Context parent;
    private final Chan<Unit> done = Chan.make();
    private ContextException err;

    CustomContext(Context parent) {
        this.parent = parent;
        parent.afterFunc(() -> end(parent.err()));
    }

    final void cancel() {
        end(CANCELED);
    }

    /** Returns whether this was the first call. */
    synchronized boolean end(ContextException why) {
        if (err != null) {
            return false;
        }
        err = why;
        done.close();
        return true;
    }

    @Override
    public Instant deadline() {
        return parent.deadline();
    }

    @Override
    public RecvChan<?> done() {
        return done;
    }

    @Override
    public synchronized ContextException err() {
        return err;
    }

    @Override
    public <T> T value(Key<T> key) {
        return parent.value(key);
    }

    /** One that passes everything on, but perhaps with another channel. */
    record Wrapper(Context inner, RecvChan<?> done) implements Context {
        Wrapper(Context inner) {
            this(inner, inner.done());
        }

        @Override
        public Instant deadline() {
            return inner.deadline();
        }

        @Override
        public ContextException err() {
            return done.isClosed() ? inner.err() : null;
        }

        @Override
        public <T> T value(Key<T> key) {
            return inner.value(key);
        }
    }

    /** One that keeps the functions that wait for its end. */
    static final class WithFunctions extends CustomContext {
        private final Set<GoBody> functions = new LinkedHashSet<>();

        WithFunctions() {
            super(Context.background());
        }

        synchronized int functions() {
            return functions.size();
        }

        @Override
        synchronized boolean end(ContextException why) {
            boolean first = super.end(why);
            if (first) {
                functions.forEach(f -> go(f));
                functions.clear();
            }
            return first;
        }

        @Override
        public synchronized AfterFunc afterFunc(GoBody f) {
            functions.add(f);
            return () -> {
                synchronized (this) {
                    return functions.remove(f);
                }
            };
        }
    }
}
