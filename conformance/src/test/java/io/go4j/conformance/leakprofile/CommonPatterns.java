// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.context.Context;
import java.io.IOException;
import java.util.List;

/**
 * Leaks as they occur most. (Go: src/runtime/testdata/testgoroutineleakprofile/commonpatterns.go, after "Unveiling and Vanquishing
 * Goroutine Leaks in Enterprise Microservices".)
 */
final class CommonPatterns {
    private CommonPatterns() {}

    static List<LeakCase> cases() {
        return List.of(
                LeakCase.of("NoCloseRange", CommonPatterns::noCloseRange,
                        "noCloseRange [chan send] x1", "noCloseRange.func1 [chan receive] x3"),
                LeakCase.of("MethodContractViolation", CommonPatterns::methodContractViolation, "worker.Start.func1 [select] x1"),
                LeakCase.of("DoubleSend", CommonPatterns::doubleSend, "DoubleSend.func3 [chan send] x1"),
                LeakCase.of("EarlyReturn", CommonPatterns::earlyReturn, "earlyReturn.func1 [chan send] x1"),
                LeakCase.of("NCastLeak", CommonPatterns::nCastLeak, "nCastLeak.func1 [chan send] x4", "NCastLeak.func2 [chan receive] x1"),
                LeakCase.of("Timeout", CommonPatterns::timeout, "timeout.func1 [chan send]"));
    }

    // --- workers that range over a channel which nobody closes; without a worker the sender is stuck instead ---

    private static void noCloseRange() {
        go("noCloseRange", () -> toWorkers(List.of(1, 2, 3), 0));
        go("noCloseRange", () -> toWorkers(List.of(1, 2, 3), 3));
    }

    private static void toWorkers(List<Integer> items, int workers) {
        var ch = Chan.<Integer>make();
        for (int i = 0; i < workers; i++) {
            go("noCloseRange.func1", () -> {
                for (int item : ch) {
                    assert item > 0;
                }
            });
        }
        items.forEach(ch::send);
    }

    // --- a worker that is started and never stopped ---

    private record Worker(Chan<Integer> ch, Chan<Unit> done) {
        void start() {
            go("worker.Start.func1", () -> {
                boolean goesOn = true;
                while (goesOn) {
                    goesOn = select(ch.receiving().map(v -> true), done.receiving().map(v -> false));
                }
            });
        }

        void stop() {
            done.close();
        }
    }

    private static void methodContractViolation() {
        var worker = new Worker(Chan.make(), Chan.make());
        worker.start();
        for (int i = 0; i < 10; i++) {
            worker.ch.send(i);
        }
        // here it should be stopped
    }

    // --- in case of an error, two values are sent for one that is expected ---

    private static void doubleSend() {
        var ch = Chan.<String>make();
        go(() -> sendTwice(ch, null));
        ch.receive();
        go("DoubleSend.func3", () -> sendTwice(ch, new IOException("an error")));
        ch.receive();
        var buffered = Chan.<String>make(1);
        go(() -> sendTwice(buffered, new IOException("an error")));
        buffered.receive();
    }

    private static void sendTwice(Chan<String> ch, Exception e) {
        if (e != null) {
            ch.send("failed"); // here it should return
        }
        ch.send("done");
    }

    // --- who wanted the value returns early ---

    private static void earlyReturn() {
        go(() -> returnEarly(new IOException("an error")));
    }

    private static void returnEarly(Exception e) {
        var ch = Chan.<Unit>make();
        go("earlyReturn.func1", () -> ch.send(Unit.UNIT));
        if (e == null) {
            ch.receive();
        }
    }

    // --- the first result of many is taken, and no other; and of none, for ever ---

    private static void nCastLeak() {
        go("NCastLeak.func2", () -> firstOf(0));
        go(() -> firstOf(5));
    }

    private static void firstOf(int items) {
        var ch = Chan.<Unit>make();
        for (int i = 0; i < items; i++) {
            go("nCastLeak.func1", () -> ch.send(Unit.UNIT));
        }
        ch.receive();
    }

    // --- a context that is cancelled before the result is there ---

    private static void timeout() {
        var ctx = Context.background().withCancel();
        ctx.cancel();
        for (int i = 0; i < 100; i++) {
            go(() -> {
                var ch = Chan.<Unit>make();
                go("timeout.func1", () -> ch.send(Unit.UNIT));
                select(ch.onReceive(v -> {}), ctx.done().onReceive(v -> {}));
            });
        }
    }
}
