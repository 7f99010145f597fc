// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import io.go4j.Defer;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.sync.ErrGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Kinds of exceptions that make it hard to tell what they are. Each body throws one. */
enum HostileThrowables {
    SUPPRESSES_EACH_OTHER(() -> {
        var a = new Plain("a");
        var b = new Plain("b");
        a.addSuppressed(b);
        b.addSuppressed(a);
        throw a;
    }),
    SUPPRESSED_CHAIN(() -> {
        var first = new Plain("first");
        var last = first;
        for (int i = 0; i < 100_000; i++) {
            var next = new Plain("next");
            last.addSuppressed(next);
            last = next;
        }
        throw first;
    }),
    SUPPRESSES_MANY(() -> {
        var many = new Plain("many");
        for (int i = 0; i < 100_000; i++) {
            many.addSuppressed(new Plain("one"));
        }
        throw many;
    }),
    NO_TRACE(() -> {
        throw new Plain("no trace") {
            @Override
            @SuppressWarnings("ReturnsNullCollection")
            public StackTraceElement[] getStackTrace() {
                return null;
            }
        };
    }),
    TRACE_OF_NULLS(() -> {
        throw new Plain("nulls") {
            @Override
            public StackTraceElement[] getStackTrace() {
                return new StackTraceElement[3];
            }
        };
    }),
    TRACE_WAITS(() -> {
        throw new Plain("trace") {
            @Override
            public StackTraceElement[] getStackTrace() {
                return forEver();
            }
        };
    }),
    TRACE_THROWS(() -> {
        throw new Plain("trace") {
            @Override
            public StackTraceElement[] getStackTrace() {
                throw new IllegalStateException("no trace");
            }
        };
    }),
    TO_STRING_THROWS(text(t -> {
        throw new IllegalStateException("no text");
    })),
    TO_STRING_THROWS_ITSELF(text(t -> {
        throw (Plain) t;
    })),
    TO_STRING_IS_NULL(text(t -> null)),
    TO_STRING_WAITS(text(t -> forEver())),
    TO_STRING_WAITS_STUBBORNLY(text(t -> {
        for (; ; ) {
            Thread.interrupted();
            LockSupport.parkNanos(10_000_000);
        }
    })),
    TO_STRING_RECURSES(text(t -> "again " + t)),
    TO_STRING_IS_HUGE(text(t -> "x".repeat(50_000_000))),
    TO_STRING_PANICS(text(t -> {
        throw Go4j.panic("in toString");
    })),
    TO_STRING_GOES_OUT(text(t -> {
        throw Go4j.goexit();
    })),
    TO_STRING_NEEDS_A_LOCK(() -> {
        var held = new CountDownLatch(1);
        var t = new Plain("locked");
        Thread holder = new Thread(() -> {
            synchronized (t) {
                held.countDown();
                forEver();
            }
        });
        holder.setDaemon(true);
        holder.start();
        held.await();
        throw t;
    }),
    MESSAGE_THROWS(() -> {
        throw new Plain("message") {
            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }
        };
    }),
    MESSAGE_WAITS(() -> {
        throw new Plain("message") {
            @Override
            public String getLocalizedMessage() {
                return forEver();
            }
        };
    }),
    FATAL_MESSAGE_WAITS(() -> {
        throw new StackOverflowError() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                return forEver();
            }

            @Override
            public String toString() {
                return forEver();
            }
        };
    }),
    CAUSED_BY_ITSELF(cause(t -> t)),
    CAUSED_BY_EVER_NEW(cause(t -> new Caused(HostileThrowables::another))),
    CAUSE_THROWS(cause(t -> {
        throw new IllegalStateException("no cause");
    })),
    CAUSE_WAITS(cause(t -> forEver())),
    CAUSES_IN_A_CIRCLE(() -> {
        var a = new Plain("a");
        var b = new Plain("b");
        a.initCause(b);
        b.initCause(a);
        throw a;
    }),
    EQUALS_WAITS(() -> {
        throw new Plain("equals") {
            @Override
            public boolean equals(Object o) {
                return forEver();
            }

            @Override
            public int hashCode() {
                return HostileThrowables.<Integer>forEver();
            }
        };
    }),
    PANIC_VALUE_THROWS(() -> Go4j.panic(new Value(v -> {
        throw new IllegalStateException("no text");
    }))),
    PANIC_VALUE_WAITS(() -> Go4j.panic(new Value(v -> forEver()))),
    PANIC_VALUE_RECURSES(() -> Go4j.panic(new Value(v -> "again " + v))),
    PANIC_VALUE_IS_NULL(() -> Go4j.panic(new Value(v -> null))),
    PANIC_OF_HOSTILE_ERROR(() -> Go4j.panic((Object) new CheckedHostile())),
    DEFERRED_CALLS_THROW_HOSTILES(() -> {
        try (Defer d = Go4j.defer()) {
            d.run(() -> {
                throw new Text(t -> forEver());
            });
            d.run(() -> {
                throw new Text(t -> {
                    throw new IllegalStateException("no text");
                });
            });
            d.run(() -> {
                throw new Text(t -> null);
            });
        }
    }),
    DEFERRED_CALLS_REPLACE_EACH_OTHER(() -> {
        var a = new Plain("a");
        var b = new Plain("b");
        try (Defer d = Go4j.defer()) {
            for (int i = 0; i < 3; i++) {
                d.run(() -> {
                    throw a;
                });
                d.run(() -> {
                    throw b;
                });
            }
            throw b;
        }
    }),
    PARTS_FAIL_IN_A_CIRCLE(() -> {
        var a = new Plain("a");
        var b = new Plain("b");
        var group = new ErrGroup();
        for (int i = 0; i < 10; i++) {
            var t = i % 2 == 0 ? a : b;
            group.go(() -> {
                throw t;
            });
            group.go(() -> {
                a.addSuppressed(b);
                throw b;
            });
        }
        group.await();
    });

    private final GoBody body;

    HostileThrowables(GoBody body) {
        this.body = body;
    }

    /** Throws. */
    void throwIt() throws Exception {
        body.run();
    }

    private static GoBody text(Function<Object, String> toString) {
        return () -> {
            throw new Text(toString);
        };
    }

    private static GoBody cause(Function<Throwable, Throwable> getCause) {
        return () -> {
            throw new Caused(getCause);
        };
    }

    private static Throwable another(Throwable t) {
        return new Caused(HostileThrowables::another);
    }

    private static <T> T forEver() {
        for (; ; ) {
            LockSupport.park();
        }
    }

    static class Plain extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Plain(String message) {
            super(message);
        }
    }

    static final class Text extends Plain {
        private static final long serialVersionUID = 1L;
        private final transient Function<Object, String> toString;

        Text(Function<Object, String> toString) {
            super("text");
            this.toString = toString;
        }

        @Override
        public String toString() {
            return toString.apply(this);
        }
    }

    static final class Caused extends Plain {
        private static final long serialVersionUID = 1L;
        private final transient Function<Throwable, Throwable> getCause;

        Caused(Function<Throwable, Throwable> getCause) {
            super("caused");
            this.getCause = getCause;
        }

        @Override
        public synchronized Throwable getCause() {
            return getCause.apply(this);
        }
    }

    static final class CheckedHostile extends Exception {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return forEver();
        }

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    record Value(Function<Object, String> text) {
        @Override
        public String toString() {
            return text.apply(this);
        }
    }
}
