// SPDX-License-Identifier: Apache-2.0
package io.go4j.jfr;

import io.go4j.sched.G;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** What the events have in common: they are about one goroutine, and off until somebody enables them. */
@Category({"go4j", "Scheduler"})
@Enabled(false)
@StackTrace(false)
abstract class GoroutineEvent extends Event {
    @Label("Goroutine Id")
    @Description("The id of the goroutine, 1 for the main goroutine; 0 if none was seen")
    long goroutine;

    @Label("Goroutine Name")
    @Description("The name given at go, if any")
    @Nullable String goroutineName;

    GoroutineEvent() {}

    /** Notes whose event it is. */
    void tell(@Nullable G g) {
        if (g != null) {
            goroutine = g.id();
            goroutineName = g.name();
        }
    }

    /** Returns a frame as stack traces show it, without class loader and module. */
    static @Nullable String text(@Nullable StackTraceElement f) {
        return f == null ? null : f.getClassName() + "." + f.getMethodName() + "(" + f.getFileName() + ":" + f.getLineNumber() + ")";
    }
}
