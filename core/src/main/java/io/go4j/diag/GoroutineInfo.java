// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was known of one goroutine at a moment.
 *
 * @param id the id; 1 is the main goroutine
 * @param name the name given at {@code go}, null if none
 * @param status what it did
 * @param waitReason why it waited; {@link WaitReason#NONE} if it did not
 * @param labels its profiler labels
 * @param frames its stack, innermost first, with the frames of go4j and of the JDK's virtual threads
 * @param createdBy where {@code go} was said, null if that is not known
 * @param parentId the id of the goroutine that said it, 0 if that was an ordinary thread
 * @param rootThread the id of the ordinary thread that said it, or from which, through however many goroutines, this one comes
 * @param system whether it belongs to the runtime
 * @param lockedToThread whether it is locked to its thread
 * @param hog whether it has computed so long without a switch that its processor was given to another goroutine
 * @param leaked whether the last look for leaks found that nothing can ever wake it
 * @param age how long ago {@code go} was said, to about 20 ms; null if that is not known, as in portable mode
 * @param waited for how long it has waited, to about 20 ms; null if it does not wait, or that is not known: in portable mode, and of a
 *     goroutine that waits without giving up its thread, below a native frame or in a class initialiser
 */
public record GoroutineInfo(
        long id,
        @Nullable String name,
        GoroutineStatus status,
        WaitReason waitReason,
        Map<String, String> labels,
        List<StackTraceElement> frames,
        @Nullable StackTraceElement createdBy,
        long parentId,
        long rootThread,
        boolean system,
        boolean lockedToThread,
        boolean hog,
        boolean leaked,
        @Nullable Duration age,
        @Nullable Duration waited) {
    /** Makes a record that nobody can change. */
    public GoroutineInfo {
        labels = Map.copyOf(labels);
        frames = List.copyOf(frames);
    }

    /**
     * Returns whether it seems to wait for ever on purpose, though it may be {@link #leaked}: the main goroutine, which ends the program
     * when it goes on, and a select without cases. Servers end their {@code main} with either.
     *
     * @return true if it does
     */
    public boolean waitsForeverByDesign() {
        return status == GoroutineStatus.WAITING && (id == 1 || waitReason == WaitReason.SELECT_NO_CASES);
    }
}
