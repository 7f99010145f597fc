// SPDX-License-Identifier: Apache-2.0
package io.go4j.contextpropagation;

import io.go4j.GoBody;
import io.go4j.GoHook;
import io.go4j.GoRuntime;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Objects;

/**
 * Hands on at {@code go} all that is registered in Micrometer's {@code ContextRegistry}: with SLF4J's accessor the MDC, Micrometer's
 * observations with the traces that hang on them, and what the program registers itself.
 *
 * <p>What the thread that says {@code go} has at that moment is set on the goroutine before its body begins. Later changes on either side
 * are not seen on the other.
 */
public final class ContextPropagation {
    private ContextPropagation() {}

    /**
     * Hands on all that the global {@code ContextRegistry} knows, from now on. Once, when the program starts.
     *
     * @return to be closed when it is to end
     */
    public static GoHook.Registration install() {
        return GoRuntime.onGo(hook(ContextSnapshotFactory.builder().build()));
    }

    /**
     * Returns a hook that hands on what {@code snapshots} takes: those of another registry, or of some accessors only.
     *
     * @param snapshots makes a snapshot at each {@code go}
     * @return the hook, for {@link GoRuntime#onGo}
     */
    public static GoHook hook(ContextSnapshotFactory snapshots) {
        Objects.requireNonNull(snapshots, "contextpropagation: no factory of snapshots");
        return body -> with(snapshots.captureAll(), body);
    }

    private static GoBody with(ContextSnapshot snapshot, GoBody body) {
        return () -> {
            try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
                Objects.requireNonNull(scope);
                body.run();
            }
        };
    }
}
