// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.panic;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.diag.GoroutineInfo;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.List;

/** Looks for leaks from many goroutines at once, and a long chain. (Go: src/runtime/testdata/testgoroutineleakprofile/stresstests.go.) */
final class StressTests {
    private static final int DEPTH = 4;

    /** 4, for each of them 3, for each of those 2, and so on. */
    private static final int NODES = 1 + 4 + 4 * 3 + 4 * 3 * 2;

    private StressTests() {}

    static List<LeakCase> cases() {
        return List.of(
                LeakCase.of("SpawnGC", () -> spawnGC(DEPTH), "spawnGC.func1 [chan receive] x" + NODES),
                LeakCase.alive("DaisyChain", StressTests::daisyChain, 1001));
    }

    private static void spawnGC(int depth) {
        if (depth == 0) {
            return;
        }
        var wg = new WaitGroup();
        wg.add(depth + 1);
        go("spawnGC.func1", () -> {
            wg.done();
            Chan.<Integer>make().receive();
        });
        for (int i = 0; i < depth; i++) {
            go(() -> {
                wg.done();
                spawnGC(depth - 1);
            });
        }
        wg.await();
        gosched();
        for (GoroutineInfo g : GoRuntime.findLeaks()) {
            boolean ours = "SpawnGC".equals(g.labels().get(LeakProgs.LABEL));
            if (ours && !"spawnGC.func1".equals(g.name())) {
                panic("one of many looks at once reported " + g.name());
            }
        }
    }

    /** Nobody in it is leaked: the last one sleeps for an hour, and then wakes them one after the other. */
    private static void daisyChain() {
        var ch = Chan.<Unit>make(1);
        go(() -> chain(1000, ch));
    }

    private static void chain(int length, Chan<Unit> ch) {
        if (length == 0) {
            go(() -> {
                sleep(Duration.ofHours(1));
                ch.send(Unit.UNIT);
            });
            return;
        }
        var next = Chan.<Unit>make();
        go(() -> chain(length - 1, next));
        next.receive();
        ch.send(Unit.UNIT);
    }
}
