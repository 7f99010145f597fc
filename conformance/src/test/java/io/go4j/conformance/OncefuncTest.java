// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.panic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.go4j.GoBody;
import io.go4j.Panic;
import io.go4j.sync.OnceFunc;
import io.go4j.sync.OnceValue;
import io.go4j.sync.WaitGroup;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/sync/oncefunc_test.go. */
@Tag("ON-5")
class OncefuncTest {
    private record Pair(int first, int second) {}

    private int calls;

    @Test
    void TestOnceFunc() {
        Goroutines.run(() -> {
            var f = OnceFunc.of(() -> calls++);
            f.run();
            f.run();
            assertThat(calls).isEqualTo(1);
        });
    }

    @Test
    void TestOnceValue() {
        Goroutines.run(() -> {
            var f = OnceValue.of(() -> ++calls);
            assertThat(f.get()).isEqualTo(1);
            assertThat(f.get()).isEqualTo(1);
            assertThat(calls).isEqualTo(1);
        });
    }

    /** Several values are a record. */
    @Test
    void TestOnceValues() {
        Goroutines.run(() -> {
            var f = OnceValue.of(() -> new Pair(++calls, calls + 1));
            assertThat(f.get()).isEqualTo(new Pair(1, 2));
            assertThat(f.get()).isEqualTo(new Pair(1, 2));
        });
    }

    /** All calls panic with the same value. */
    @Test
    void TestOnceFuncPanic() {
        Goroutines.run(() -> panicsEachTime(OnceFunc.of(() -> {
            calls++;
            panic("x");
        })::run, "x"));
    }

    @Test
    void TestOnceValuePanic() {
        Goroutines.run(() -> panicsEachTime(OnceValue.of(() -> {
            calls++;
            throw panic("x");
        })::get, "x"));
    }

    @Test
    void TestOnceValuesPanic() {
        Goroutines.run(() -> panicsEachTime(OnceValue.<Pair>of(() -> {
            calls++;
            throw panic("x");
        })::get, "x"));
    }

    /** A panic with null is remembered, too. */
    @Test
    void TestOnceFuncPanicNil() {
        Goroutines.run(() -> panicsEachTime(OnceFunc.of(() -> {
            calls++;
            panic(null);
        })::run, null));
    }

    private void panicsEachTime(GoBody f, Object value) {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(f::run).isInstanceOfSatisfying(Panic.class, p -> assertThat(p.value()).isEqualTo(value));
        }
        assertThat(calls).isEqualTo(1);
    }

    /** What a goexit in the function means is open, but it is not called twice. */
    @Test
    void TestOnceFuncGoexit() {
        Goroutines.run(() -> {
            var f = OnceFunc.of(() -> {
                calls++;
                goexit();
            });
            for (int i = 0; i < 2; i++) {
                var wg = new WaitGroup();
                wg.go(() -> {
                    try {
                        f.run();
                    } catch (Panic e) {
                        assertThat(e.value()).isNull();
                    }
                });
                wg.await();
            }
            assertThat(calls).isEqualTo(1);
        });
    }

    /** The stack trace goes to where the panic was raised. */
    @Test
    void TestOnceFuncPanicTraceback() {
        Goroutines.run(() -> {
            var f = OnceFunc.of(OncefuncTest::onceFuncPanic);
            Throwable t = catchThrowable(f::run);
            assertThat(t.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("onceFuncPanic"));
        });
    }

    private static void onceFuncPanic() {
        panic("x");
    }

    /** What the function refers to is garbage once it has run. */
    @Test
    void TestOnceXGC() {
        List<Function<byte[], Runnable>> kinds = List.of(
                buf -> OnceFunc.of(() -> buf[0] = 1),
                buf -> OnceValue.of(() -> buf[0] = 1)::get,
                buf -> OnceFunc.of(() -> {
                    buf[0] = 1;
                    panic("test");
                }),
                buf -> OnceValue.of(() -> {
                    buf[0] = 1;
                    throw panic("test");
                })::get);
        for (Function<byte[], Runnable> kind : kinds) {
            byte[] buf = new byte[1024];
            var seen = new WeakReference<>(buf);
            Runnable f = kind.apply(buf);
            buf = null;
            System.gc();
            assertThat(seen.get()).as("before it has run").isNotNull();
            catchThrowable(f::run);
            Goroutines.run(() -> Goroutines.until("collected", () -> {
                System.gc();
                return seen.get() == null;
            }));
            catchThrowable(f::run);
        }
    }
}
