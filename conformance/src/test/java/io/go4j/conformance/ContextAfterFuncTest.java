// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.conformance.Contexts.SHORT;
import static io.go4j.conformance.Contexts.VERY_LONG;
import static io.go4j.conformance.Contexts.assertCanceled;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.Unit;
import io.go4j.context.AfterFunc;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import io.go4j.context.Key;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/context/x_test.go, afterfunc_test.go, functions that wait for the end of a context. */
class ContextAfterFuncTest {
    @Test
    @Tag("CX-9")
    void TestAfterFuncCalledAfterCancel() {
        Goroutines.run(() -> {
            CancelContext c = Context.background().withCancel();
            var ran = Chan.<Unit>make();
            AfterFunc f = c.afterFunc(ran::close);
            assertThat(ran.isClosed()).isFalse();
            c.cancel();
            ran.receive();
            assertThat(f.stop()).isFalse();
        });
    }

    @Test
    @Tag("CX-9")
    void TestAfterFuncCalledAfterTimeout() {
        Goroutines.run(() -> {
            try (var c = Context.background().withTimeout(SHORT)) {
                var ran = Chan.<Unit>make();
                c.afterFunc(ran::close);
                ran.receive();
            }
        });
    }

    @Test
    @Tag("CX-9")
    void TestAfterFuncCalledImmediately() {
        Goroutines.run(() -> {
            CancelContext c = Context.background().withCancel();
            c.cancel();
            var ran = Chan.<Unit>make();
            c.afterFunc(ran::close);
            ran.receive();
        });
    }

    @Test
    @Tag("CX-9")
    void TestAfterFuncNotCalledAfterStop() {
        Goroutines.run(() -> {
            CancelContext c = Context.background().withCancel();
            var ran = Chan.<Unit>make();
            AfterFunc f = c.afterFunc(ran::close);
            var other = Chan.<Unit>make();
            c.afterFunc(other::close);
            assertThat(f.stop()).isTrue();
            c.cancel();
            other.receive();
            assertThat(ran.isClosed()).isFalse();
            assertThat(f.stop()).isFalse();
        });
    }

    /** A function that waits does not keep cancel from returning. */
    @Test
    @Tag("CX-9")
    void TestAfterFuncCalledAsynchronously() {
        Goroutines.run(() -> {
            CancelContext c = Context.background().withCancel();
            var ran = Chan.<Unit>make();
            c.afterFunc(() -> ran.send(Unit.UNIT));
            c.cancel();
            ran.receive();
        });
    }

    // --- afterfunc_test.go: a context that keeps its functions itself; no goroutine has to watch it ---

    @Test
    @Tag("CX-11")
    void TestCustomContextAfterFuncCancel() {
        Goroutines.run(() -> {
            var custom = new CustomContext.WithFunctions();
            CancelContext child = custom.withCancel();
            custom.cancel();
            child.done().receive();
            assertCanceled(child);
        });
    }

    @Test
    @Tag("CX-11")
    void TestCustomContextAfterFuncTimeout() {
        Goroutines.run(() -> {
            var custom = new CustomContext.WithFunctions();
            CancelContext child = custom.withTimeout(VERY_LONG);
            custom.cancel();
            child.done().receive();
            assertCanceled(child);
        });
    }

    @Test
    @Tag("CX-11")
    void TestCustomContextAfterFuncAfterFunc() {
        Goroutines.run(() -> {
            var custom = new CustomContext.WithFunctions();
            var ran = Chan.<Unit>make();
            custom.withValue(Key.of("k"), 1).afterFunc(ran::close);
            custom.cancel();
            ran.receive();
        });
    }

    /** A child that ends takes its function back. */
    @Test
    @Tag("CX-11")
    void TestCustomContextAfterFuncUnregisterCancel() {
        unregisters(Context::withCancel);
    }

    @Test
    @Tag("CX-11")
    void TestCustomContextAfterFuncUnregisterTimeout() {
        unregisters(c -> c.withTimeout(VERY_LONG));
    }

    private static void unregisters(Function<Context, CancelContext> make) {
        Goroutines.run(() -> {
            var custom = new CustomContext.WithFunctions();
            CancelContext child = make.apply(custom);
            assertThat(custom.functions()).isEqualTo(1);
            child.cancel();
            assertThat(custom.functions()).isZero();
        });
    }

    @Test
    @Tag("CX-11")
    void TestCustomContextAfterFuncUnregisterAfterFunc() {
        Goroutines.run(() -> {
            var custom = new CustomContext.WithFunctions();
            GoBody never = () -> {
                throw new AssertionError("it was stopped");
            };
            AfterFunc f = custom.afterFunc(never);
            assertThat(custom.functions()).isEqualTo(1);
            assertThat(f.stop()).isTrue();
            assertThat(custom.functions()).isZero();
        });
    }
}
