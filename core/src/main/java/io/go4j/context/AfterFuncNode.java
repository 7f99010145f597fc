// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.RecvChan;
import io.go4j.Unit;
import io.go4j.park.Park;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A function that is to run when a context ends. */
final class AfterFuncNode extends Child implements AfterFunc {
    private static final VarHandle DECIDED;

    static {
        try {
            DECIDED = MethodHandles.lookup().findVarHandle(AfterFuncNode.class, "decided", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final GoBody f;

    /** Started or stopped. */
    @SuppressWarnings("unused") // through DECIDED
    private volatile boolean decided;

    private AfterFuncNode(GoBody f) {
        this.f = f;
    }

    static AfterFunc register(Context parent, GoBody f) {
        Park.switchPointOfMany();
        if (CancelNode.nodeOf(parent) == null && CancelNode.isForeign(parent)) {
            Context foreign = CancelNode.withoutValues(parent);
            return foreign == parent ? watch(parent, f) : foreign.afterFunc(f); // which it may have overridden
        }
        AfterFuncNode n = new AfterFuncNode(f);
        n.attach(parent);
        return n;
    }

    /** A foreign context says only through its channel that it has ended, so a goroutine has to wait for it. It also runs {@code f}. */
    private static AfterFunc watch(Context parent, GoBody f) {
        AfterFuncNode n = new AfterFuncNode(f);
        Chan<Unit> stopped = Chan.make();
        RecvChan<?> done = parent.done(); // what that throws is for the caller
        go(() -> {
            Go4j.select(done.onReceive(v -> {}), stopped.onReceive(v -> {}));
            if (n.decide()) {
                f.run();
            }
        });
        return () -> {
            boolean first = n.decide();
            if (first) {
                stopped.close();
            }
            return first;
        };
    }

    private boolean decide() {
        return DECIDED.compareAndSet(this, false, true);
    }

    @Override
    @Nullable Child end(Ending why) {
        if (decide()) {
            go(f);
        }
        return null;
    }

    @Override
    public boolean stop() {
        Park.switchPointOfMany();
        boolean first = decide();
        if (first) {
            detach();
        }
        return first;
    }
}
