// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.sched.Sched;
import io.go4j.sched.Wrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The hooks that are registered. */
final class GoHooks {
    /** In the order of registration; null if there are none, which is all that a {@code go} has to look at. */
    static volatile @Nullable List<GoHook> all;

    private GoHooks() {}

    static synchronized GoHook.Registration add(GoHook hook) {
        Objects.requireNonNull(hook, "runtime: no hook");
        var one = new Registered(hook);
        List<GoHook> before = all;
        List<GoHook> after = new ArrayList<>(before == null ? List.of() : before);
        after.add(one);
        all = after;
        return () -> remove(one);
    }

    /** If a hook is registered twice, each registration ends for itself. */
    private static final class Registered implements GoHook {
        private final GoHook hook;

        Registered(GoHook hook) {
            this.hook = hook;
        }

        @Override
        public GoBody around(GoBody body) {
            return hook.around(body);
        }
    }

    private static synchronized void remove(Registered one) {
        List<GoHook> before = all;
        List<GoHook> after = new ArrayList<>(before == null ? List.of() : before);
        after.removeIf(h -> h == one);
        all = after.isEmpty() ? null : after;
    }

    /** Returns what runs instead of {@code body}, with {@code hooks} around it, the last one outermost. Who says {@code go}. */
    static GoBody around(GoBody body, List<GoHook> hooks) {
        if (Sched.isRuntimeThread()) {
            return body; // a timer is due: nobody says go
        }
        GoBody run = body;
        for (GoHook h : hooks) {
            run = Objects.requireNonNull(h.around(run), "runtime: a hook for go has returned no body");
        }
        return run == body ? body : new Carried(run, body instanceof Wrapped w ? w.wrapped() : body);
    }

    private record Carried(GoBody body, Object said) implements GoBody, Wrapped {
        @Override
        public Object wrapped() {
            return said;
        }

        @Override
        public void run() throws Exception {
            body.run();
        }
    }
}
