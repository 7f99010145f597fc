// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.GoInterruptedException;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.Panic;
import io.go4j.diag.GoroutineStatus;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {
    @Test
    void failureOfAValueIsRemembered() {
        var calls = new AtomicInteger();
        var failure = new IOException("no");
        var value = OnceValue.of(() -> {
            calls.incrementAndGet();
            throw failure;
        });
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(value::get).isSameAs(failure);
        }
        assertThat(calls).hasValue(1);
    }

    /** As its Javadoc says: the supplier is asked once, and this is how that went. */
    @Test
    void interruptOfTheFirstCallerIsRemembered() {
        Chan<Integer> never = Chan.make();
        var value = OnceValue.of(never::receive);
        Thread.currentThread().interrupt();
        assertThatThrownBy(value::get).isInstanceOf(GoInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(value::get).isInstanceOf(GoInterruptedException.class);
    }

    @Test
    void allWhoAskGetTheOneValue() {
        var calls = new AtomicInteger();
        var value = OnceValue.of(calls::incrementAndGet);
        var all = new WaitGroup();
        var wrong = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            all.go(() -> wrong.addAndGet(value.get() - 1));
        }
        all.await();
        assertThat(wrong).hasValue(0);
        assertThat(OnceValue.of(() -> null).get()).isNull();
    }

    @Test
    void aFunctionThatEndsItsGoroutineIsNotCalledAgain() throws Exception {
        InGoroutine.run(() -> {
            var calls = new AtomicInteger();
            var f = OnceFunc.of(() -> {
                calls.incrementAndGet();
                goexit();
            });
            Goroutine g = go(f::run);
            InGoroutine.await(() -> g.status() == GoroutineStatus.DEAD);
            assertThatThrownBy(f::run).isInstanceOf(Panic.class);
            assertThatThrownBy(f::run).isInstanceOf(Panic.class);
            assertThat(calls).hasValue(1);
        });
    }

    @Test
    void onceLetsCheckedExceptionsPassToTheFirstCallerOnly() {
        var once = new Once();
        var failure = new IOException("no");
        assertThatThrownBy(() -> once.run(() -> {
            throw failure;
        })).isSameAs(failure);
        once.run(() -> {
            throw failure;
        });
    }
}
