// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.defer;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.panic;
import static io.go4j.Go4j.sleep;
import static io.go4j.conformance.TestProg.add;
import static io.go4j.conformance.TestProg.unreachable;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoexitError;
import io.go4j.Panic;
import java.time.Duration;

/** Programs that call goexit. (Go: src/runtime/testdata/testprog/deadlock.go.) */
final class GoexitProgs {
    private GoexitProgs() {}

    static void addAll() {
        add("GoexitDeadlock", () -> {
            go(() -> {});
            go(() -> {});
            goexit();
        });
        add("GoexitExit", () -> {
            go(() -> sleep(Duration.ofMillis(1)));
            System.gc();
            goexit();
        });
        add("GoexitBlocked", () -> {
            go(() -> Chan.<Integer>make().receive());
            goexit();
        });
        add("GoexitInPanic", () -> {
            go(() -> {
                try (var d = defer()) {
                    d.run(Go4j::goexit);
                    panic("hello");
                }
            });
            goexit();
        });
        add("PanicAfterGoexit", () -> {
            try (var d = defer()) {
                d.run(() -> panic("hello"));
                goexit();
            }
        });
        add("RecoveredPanicAfterGoexit", () -> {
            try (var d = defer()) {
                d.run(() -> {
                    try {
                        panic("hello");
                    } catch (Panic p) {
                        System.out.println("recovered " + p.value());
                    }
                });
                goexit();
            }
            unreachable();
        });
        add("RecoverBeforePanicAfterGoexit", () -> {
            recoverBeforePanicAfterGoexit();
            unreachable();
        });
        add("RecoverBeforePanicAfterGoexit2", () -> {
            try (var outer = defer()) {
                outer.run(() -> {});
                recoverBeforePanicAfterGoexit();
                unreachable();
            }
            unreachable();
        });
        add("GoexitCaught", () -> {
            try (var d = defer()) {
                d.run(() -> System.out.println("deferred"));
                try {
                    goexit();
                } catch (GoexitError e) {
                    throw e; // as the documentation of GoexitError asks
                } finally {
                    System.out.println("finally");
                }
            }
            unreachable();
        });
    }

    private static void recoverBeforePanicAfterGoexit() {
        try (var d = defer()) {
            d.run(() -> {
                if (d.recover() == null) {
                    panic("bad recover");
                }
                System.out.println("recovered");
            });
            d.run(() -> panic("hello"));
            goexit();
        }
    }
}
