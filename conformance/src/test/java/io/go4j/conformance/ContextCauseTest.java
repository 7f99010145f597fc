// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.conformance.Contexts.VERY_LONG;
import static io.go4j.conformance.Contexts.assertCanceled;
import static io.go4j.conformance.Contexts.assertEnded;
import static io.go4j.conformance.Contexts.assertOpen;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/context/x_test.go, why a context ended. */
class ContextCauseTest {
    /** The first end in the chain decides. */
    @Test
    @Tag("CX-5")
    void TestCause() {
        var parentCause = new Exception("parentCause");
        var childCause = new Exception("childCause");
        var tooSlow = new Exception("tooSlow");
        var finishedEarly = new Exception("finishedEarly");
        Context root = Context.background();
        Goroutines.run(() -> {
            CancelContext c = root.withCancel();
            c.cancel();
            assertCanceled(c);
            c = root.withCancel();
            c.cancel(parentCause);
            assertEnded(c, Context.CANCELED, parentCause);
            c = root.withCancel();
            c.cancel(null);
            assertCanceled(c);

            cancelBoth(true, parentCause, childCause, parentCause);
            cancelBoth(false, parentCause, childCause, childCause);
            cancelBoth(true, parentCause, null, parentCause);
            cancelBoth(false, parentCause, null, Context.CANCELED);
            cancelBoth(true, null, childCause, Context.CANCELED);
            cancelBoth(false, null, childCause, childCause);

            c = root.withTimeout(Duration.ZERO);
            c.cancel();
            assertEnded(c, Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
            c = root.withTimeout(VERY_LONG);
            c.cancel();
            assertCanceled(c);
            c = root.withTimeout(Duration.ZERO, tooSlow);
            c.cancel();
            assertEnded(c, Context.DEADLINE_EXCEEDED, tooSlow);
            c = root.withTimeout(VERY_LONG, tooSlow);
            c.cancel();
            assertCanceled(c);
            c = root.withCancel();
            Context stacked = c.withTimeout(Duration.ZERO, tooSlow);
            c.cancel(finishedEarly);
            assertEnded(stacked, Context.DEADLINE_EXCEEDED, tooSlow);
            c = root.withCancel();
            stacked = c.withTimeout(VERY_LONG, tooSlow);
            c.cancel(finishedEarly);
            assertEnded(stacked, Context.CANCELED, finishedEarly);

            assertOpen(root);
            assertOpen(Context.todo());
            assertOpen(root.withoutCancel());
            assertOpen(c.withoutCancel());
            assertOpen(root.withTimeout(Duration.ZERO, tooSlow).withoutCancel());

            CancelContext parent = root.withCancel();
            var custom = new CustomContext(parent);
            custom.cancel();
            assertCanceled(custom);
            parent.cancel(parentCause); // it cannot be told any more which came first
            assertEnded(custom, Context.CANCELED, parentCause);
            parent = root.withCancel();
            var before = new CustomContext(parent);
            parent.cancel(parentCause);
            before.cancel();
            assertEnded(before, Context.CANCELED, parentCause);
        });
    }

    private static void cancelBoth(boolean parentFirst, Exception parentCause, Exception childCause, Throwable want) {
        CancelContext parent = Context.background().withCancel();
        CancelContext child = parent.withCancel();
        if (parentFirst) {
            parent.cancel(parentCause);
            child.cancel(childCause);
        } else {
            child.cancel(childCause);
            parent.cancel(parentCause);
        }
        assertEnded(child, Context.CANCELED, want);
    }

    @Test
    @Tag("CX-5")
    void TestCauseRace() {
        Goroutines.run(() -> {
            var cause = new Exception("because");
            CancelContext c = Context.background().withCancel();
            go(() -> c.cancel(cause));
            while (c.cause() == null) {
                gosched();
            }
            assertThat(c.cause()).isSameAs(cause);
        });
    }

    /** A context of another make has no causes but its error. */
    @Test
    @Tag("CX-11")
    void TestCustomContextCause() {
        Goroutines.run(() -> {
            var custom = new CustomContext(Context.background());
            CancelContext child = custom.withCancel();
            var cause = new Exception("because");
            child.cancel(cause);
            assertEnded(child, Context.CANCELED, cause);
            assertOpen(custom);
            custom.cancel();
            assertEnded(child, Context.CANCELED, cause);
            assertCanceled(custom);

            custom = new CustomContext(Context.background());
            child = custom.withCancel();
            custom.cancel();
            child.done().receive();
            assertCanceled(child);
        });
    }
}
