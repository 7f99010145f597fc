// SPDX-License-Identifier: Apache-2.0
package io.go4j.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A P was parted from its M. Recorded by sysmon or by the goroutine. */
@Name("go4j.Handoff")
@Label("Processor Handoff")
@Description("A processor was taken from a thread that did not come back to the scheduler, and given to another thread")
final class HandoffEvent extends GoroutineEvent {
    @Label("Processor")
    @Description("The number of the processor, from 0")
    int processor;

    @Label("Machine")
    @Description("The number of the thread that goes on without it, as in its name go4j-mN")
    int machine;

    @Label("Machine Thread")
    @Nullable Thread machineThread;

    @Label("Cause")
    @Description("'announced blocking call', 'blocked in the kernel' or 'computes'")
    @Nullable String cause;

    HandoffEvent() {}
}
