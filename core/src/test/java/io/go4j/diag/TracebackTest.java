// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracebackTest {
    private static StackTraceElement frame(String type, String method, int line) {
        String top = type.substring(type.lastIndexOf('.') + 1);
        return new StackTraceElement(type, method, top + ".java", line);
    }

    private static GoroutineInfo waiting(List<StackTraceElement> frames, StackTraceElement site, long parent) {
        return waiting(frames, site, parent, null);
    }

    private static GoroutineInfo waiting(List<StackTraceElement> frames, StackTraceElement site, long parent, Duration waited) {
        return new GoroutineInfo(7, null, GoroutineStatus.WAITING, WaitReason.CHAN_RECEIVE, Map.of(), frames, site, parent, 0, false, true,
                false, waited != null && waited.toHours() > 0, null, waited);
    }

    @Test
    void minutesAreGos() {
        List<StackTraceElement> none = List.of();
        assertThat(Traceback.state(waiting(none, null, 0, null))).isEqualTo("chan receive, locked to thread");
        assertThat(Traceback.state(waiting(none, null, 0, Duration.ofMillis(59_999)))).isEqualTo("chan receive, locked to thread");
        assertThat(Traceback.state(waiting(none, null, 0, Duration.ofSeconds(119)))).isEqualTo("chan receive, 1 minutes, locked to thread");
        assertThat(Traceback.state(waiting(none, null, 0, Duration.ofHours(2))))
                .isEqualTo("chan receive (leaked), 120 minutes, locked to thread");
    }

    @Test
    void theReasonOfAFilterIsWhatIsPrinted() {
        GoroutineInfo leaked = waiting(List.of(), null, 0, Duration.ofHours(2));
        GoroutineInfo other = waiting(List.of(), null, 0, null);
        for (String reason : List.of("leaked", "receive (Leaked)")) {
            GoroutineFilter filter = GoroutineFilter.of(List.of("reason=" + reason));
            assertThat(filter.test(leaked)).isTrue();
            assertThat(filter.test(other)).isFalse();
            assertThat(filter.test(Traceback.state(leaked), "")).isTrue();
            assertThat(filter.test(Traceback.state(other), "")).isFalse();
        }
    }

    @Test
    void hasGosShape() {
        var frames = List.of(
                frame("java.lang.VirtualThread", "park", 1),
                frame("java.util.concurrent.locks.LockSupport", "park", 2),
                frame("io.go4j.park.Park", "await", 3),
                frame("io.go4j.Chan", "receive", 4),
                frame("shop.Orders", "next", 41),
                frame("Main", "lambda$main$0", 12),
                frame("io.go4j.sched.Stack", "run", 5),
                frame("java.lang.VirtualThread", "run", 6));
        assertThat(Traceback.format(List.of(waiting(frames, frame("Main", "main", 11), 1))))
                .isEqualTo("goroutine 7 [chan receive, locked to thread]:\n"
                        + "shop.Orders.next(...)\n\tshop/Orders.java:41\n"
                        + "Main.lambda$main$0(...)\n\tMain.java:12\n"
                        + "created by Main.main in goroutine 1\n\tMain.java:11\n");
    }

    @Test
    void showsEverythingIfAllWouldBeHidden() {
        var frames = List.of(frame("java.lang.VirtualThread", "park", 1), frame("io.go4j.park.Park", "await", 3));
        assertThat(Traceback.visible(frames)).isEqualTo(frames);
    }

    @Test
    void packagesBelowOursAreTheUsers() {
        var frames = List.of(frame("io.go4j.Chan", "receive", 4), frame("io.go4j.shop.Main", "main", 12));
        assertThat(Traceback.visible(frames)).containsExactly(frames.get(1));
    }

    @Test
    void elidesTheMiddleOfDeepStacks() {
        List<StackTraceElement> frames = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            frames.add(frame("Deep", "f", i));
        }
        var out = new StringBuilder();
        Traceback.appendFrames(out, frames);
        assertThat(out.toString().lines().filter(l -> l.startsWith("Deep"))).hasSize(100);
        assertThat(out.toString()).contains("Deep.java:49\n...30 frames elided...\nDeep.f(...)\n\tDeep.java:80\n");
    }

    @Test
    void separatesGoroutinesByAnEmptyLine() {
        var g = waiting(List.of(frame("A", "b", 1)), null, 0);
        assertThat(Traceback.format(List.of(g, g))).contains("A.java:1\n\ngoroutine 7 [chan receive, locked to thread]:\n");
        assertThat(Traceback.format(List.of())).isEmpty();
    }
}
