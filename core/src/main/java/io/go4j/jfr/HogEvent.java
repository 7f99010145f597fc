// SPDX-License-Identifier: Apache-2.0
package io.go4j.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A goroutine computes while others wait for its P. Recorded once for each such stretch, by sysmon. */
@Name("go4j.Hog")
@Label("Goroutine Hog")
@Description("A goroutine has computed so long without a switch, while others waited, that it was parted from its processor")
final class HogEvent extends GoroutineEvent {
    @Label("Machine")
    @Description("The number of its thread, as in its name go4j-mN")
    int machine;

    @Label("Machine Thread")
    @Nullable Thread machineThread;

    @Label("Place")
    @Description("The innermost frame at that moment")
    @Nullable String place;

    @Label("Computed")
    @Description("For how long it had computed when it was noticed; it goes on")
    @Timespan(Timespan.NANOSECONDS)
    long computed;

    HogEvent() {}
}
