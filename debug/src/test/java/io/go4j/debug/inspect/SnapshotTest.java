// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static List<StackTraceElement> stack(String... frames) {
        return Arrays.stream(frames).map(f -> {
            int dot = f.lastIndexOf('.');
            return new StackTraceElement(f.substring(0, dot), f.substring(dot + 1), "X.java", 1);
        }).toList();
    }

    private static List<String> trimmed(String... frames) {
        return Snapshot.trim(stack(frames)).stream().map(f -> f.getClassName() + "." + f.getMethodName()).toList();
    }

    @Test
    void aStackEndsInTheUsersCode() {
        assertThat(trimmed(
                        "java.lang.VirtualThread.park",
                        "java.util.concurrent.locks.LockSupport.park",
                        "io.go4j.park.Park.awaitDone",
                        "io.go4j.Chan.receive",
                        "Main.main",
                        "Main$$Start.run",
                        "io.go4j.Bodies.run",
                        "io.go4j.sched.Stack.run",
                        "java.lang.VirtualThread.run"))
                .containsExactly("io.go4j.park.Park.awaitDone", "io.go4j.Chan.receive", "Main.main");
    }

    @Test
    void theUsersOwnParkIsShown() {
        assertThat(trimmed(
                        "java.lang.VirtualThread.park",
                        "java.util.concurrent.locks.LockSupport.park",
                        "java.util.concurrent.Future.get",
                        "Main.main",
                        "io.go4j.Bodies.run"))
                .containsExactly("java.util.concurrent.locks.LockSupport.park", "java.util.concurrent.Future.get", "Main.main");
    }

    @Test
    void whatIsOnlyTheRuntimesIsShownToo() {
        assertThat(trimmed(
                        "java.lang.VirtualThread.park", "io.go4j.park.Park.awaitDone", "io.go4j.Bodies.run", "java.lang.VirtualThread.run"))
                .containsExactly("io.go4j.park.Park.awaitDone", "io.go4j.Bodies.run");
        assertThat(trimmed("java.lang.VirtualThread.park", "java.lang.VirtualThread.run")).hasSize(2);
        assertThat(trimmed()).isEmpty();
    }
}
