// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.List;
import java.util.Map;

/**
 * What was known at a moment of a virtual thread that runs on go4j's processors and is no goroutine: code in a goroutine started it by the
 * JDK's means ({@code Thread.ofVirtual}, an executor), or it comes from {@code GoRuntime.threadFactory}.
 *
 * @param id the id of the thread
 * @param name its name, empty if it has none
 * @param status what it did
 * @param waitReason why it waited; {@link WaitReason#NONE} if it did not, or if that is not known
 * @param frames its stack, innermost first, with the frames of go4j and of the JDK's virtual threads
 * @param parentId the id of the goroutine that started it, 0 if that was none
 * @param parentThread the id of the thread that started it
 */
public record VirtualThreadInfo(
        long id,
        String name,
        GoroutineStatus status,
        WaitReason waitReason,
        List<StackTraceElement> frames,
        long parentId,
        long parentThread) {
    /** Makes a record that nobody can change. */
    public VirtualThreadInfo {
        frames = List.copyOf(frames);
    }

    /** Returns what stands in the brackets of its header: what it does, or why it waits. */
    String state() {
        boolean waits = status == GoroutineStatus.WAITING;
        return waits ? waitReason == WaitReason.NONE ? "parked" : waitReason.toString() : status.toString();
    }

    /** Returns a goroutine that does the same, for filters. */
    GoroutineInfo asGoroutine() {
        return new GoroutineInfo(
                id,
                name.isEmpty() ? null : name,
                status,
                waitReason,
                Map.of(),
                frames,
                null,
                parentId,
                parentThread,
                false,
                false,
                false,
                false,
                null,
                null);
    }

    /** Returns who started it, as a line. */
    String startedBy() {
        return "started by " + (parentId > 0 ? "goroutine " + parentId : "thread " + parentThread) + "\n";
    }
}
