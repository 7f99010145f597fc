// SPDX-License-Identifier: Apache-2.0
package io.go4j.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A goroutine has waited long. Recorded by itself when it goes on, so that the stack trace is that of the wait. */
@Name("go4j.GoroutinePark")
@Label("Goroutine Park")
@Description("A goroutine has waited for a channel, a select, a lock or group of go4j, or slept; what the JDK makes wait is not seen")
@Category({"go4j", "Goroutines"})
@StackTrace
@Threshold("20 ms")
final class GoroutineParkEvent extends GoroutineEvent {
    @Label("Wait Reason")
    @Description("What it has waited for, in the words of Go's dumps")
    @Nullable String reason;

    GoroutineParkEvent() {}
}
