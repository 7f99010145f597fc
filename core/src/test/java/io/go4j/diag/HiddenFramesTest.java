// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames that the JVM leaves out of ordinary traces, and that are in those of an OutOfMemoryError. */
class HiddenFramesTest {
    private static StackTraceElement frame(String type, String method, String file, int line) {
        return new StackTraceElement(type, method, file, line);
    }

    @Test
    void lambdasAndTheJdksOwnAreNotShown() {
        var user = frame("com.acme.Main", "fill", "Main.java", 7);
        var body = frame("com.acme.Main", "lambda$main$0", "Main.java", 9);
        var all = List.of(
                user,
                body,
                frame("com.acme.Main$$Lambda/0x000000004804f218", "run", null, -1),
                frame("java.lang.invoke.LambdaForm$DMH/0x0000000048040400", "invokeStatic", null, -1),
                frame("com.acme.Generated/0x0000000048040800", "call", "Generated", -1),
                frame("io.go4j.Bodies", "run", "Bodies.java", 42),
                frame("java.lang.Thread", "runWith", "Thread.java", 1487),
                frame("java.lang.VirtualThread", "run", "VirtualThread.java", 300));
        assertThat(Traceback.visible(all)).containsExactly(user, body);
        assertThat(Traceback.isRuntime(frame("java.lang.Thread", "sleep", "Thread.java", 1))).as("a call of the user's").isFalse();
    }
}
