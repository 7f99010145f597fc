// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.defer;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.panic;
import static io.go4j.Go4j.sleep;
import static io.go4j.conformance.TestProg.add;
import static io.go4j.conformance.TestProg.unreachable;
import static io.go4j.conformance.TestProg.untilWaiting;

import io.go4j.Chan;
import io.go4j.Defer;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.Panic;
import io.go4j.diag.WaitReason;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Timer;
import java.time.Duration;

/** Programs that die of a panic. (Go: src/runtime/testdata/testprog/crash.go, deadlock.go, panicrace.go.) */
final class PanicProgs {
    private PanicProgs() {}

    static void addAll() {
        add("MainGoroutineID", () -> panic("test"));
        add("NoHelperGoroutines", () -> {
            Timer.afterFunc(Duration.ofHours(1), () -> {});
            Timer.of(Duration.ofHours(1));
            sleep(Duration.ofMillis(1));
            panic("oops");
        });
        add("GoNil", () -> {
            try {
                go((GoBody) null);
            } catch (RuntimeException e) {
                unreachable();
            }
            Go4j.<Void>select();
        });
        add("PanicInGoroutine", () -> {
            try (var d = defer()) {
                d.run(() -> System.out.println("main's deferred call"));
                go(() -> panic("crash"));
                Go4j.<Void>select();
            }
        });
        add("RecursivePanic", () -> {
            try {
                try {
                    panic("bad");
                } catch (Panic p) {
                    panic("wrap: " + p.value());
                }
            } catch (Panic p) {
                System.out.println(p.value());
            }
            panic("again");
        });
        add("RecursivePanic2", () -> {
            try {
                try (var d = defer()) {
                    d.run(() -> panic("second panic"));
                    d.run(() -> System.out.println("first deferred"));
                    try {
                        panic("first panic");
                    } catch (Panic p) {
                        System.out.println(p.value());
                    }
                }
            } catch (Panic p) {
                System.out.println(p.value());
            }
            panic("third panic");
        });
        add("RecursivePanic3", () -> {
            try (var d = defer()) {
                d.run(() -> {
                    try {
                        panic("second panic");
                    } catch (Panic p) {
                        // recovered
                    }
                });
                panic("first panic");
            }
        });
        add("RecursivePanic5", () -> {
            try (var outer = defer()) {
                outer.run(() -> {});
                try (var d = defer()) {
                    d.run(() -> System.out.println(d.recover().getMessage()));
                    d.run(() -> {
                        System.out.println(d.recover().getMessage());
                        panic("second panic");
                    });
                    d.run(() -> panic("first panic"));
                }
            }
            panic("third panic");
        });
        add("DoublePanicWithSameValue", () -> {
            var p = new Panic("message");
            try (var d = defer()) {
                d.run(() -> {
                    throw p;
                });
                d.run(() -> {
                    throw p;
                });
            }
        });
        add("PanicTraceback", PanicProgs::pt1);
        add("GoschedInPanic", () -> {
            throw new ErrorThatGosched();
        });
        add("SyscallInPanic", () -> {
            throw new ErrorThatPrints();
        });
        add("PanicLoop", () -> {
            throw new ErrorThatFails();
        });
        add("ClosedChannel", () -> {
            var c = Chan.<Integer>make();
            var g = go(() -> c.send(1));
            untilWaiting(g, WaitReason.CHAN_SEND);
            c.close();
            Go4j.<Void>select();
        });
        add("WaitGroupGoPanic", () -> {
            var wg = new WaitGroup();
            wg.go(() -> panic("test"));
            wg.await();
            panic("await returned");
        });
        add("PanicRace", () -> {
            var wg = new WaitGroup();
            wg.add(1);
            go(() -> {
                try (var d = defer()) {
                    d.run(wg::done);
                    panic("crash");
                }
            });
            wg.await();
        });
    }

    private static void pt1() {
        try (var d = defer()) {
            d.run(() -> panic("panic pt1"));
            pt2();
        }
    }

    private static void pt2() {
        try (Defer d = defer()) {
            d.run(() -> panic("panic pt2"));
            panic("hello");
        }
    }

    private static final class ErrorThatGosched extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            gosched();
            return "errorThatGosched";
        }
    }

    private static final class ErrorThatPrints extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            System.out.println("1");
            var c = Chan.<String>make();
            go(() -> c.send("3"));
            System.out.println("2");
            return c.receive();
        }
    }

    private static final class ErrorThatFails extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new IllegalStateException("double error");
        }
    }
}
