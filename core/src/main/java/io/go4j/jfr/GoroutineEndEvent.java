// SPDX-License-Identifier: Apache-2.0
package io.go4j.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A goroutine has ended. Its duration is the life of the goroutine, so that a threshold chooses those that live long. */
@Name("go4j.GoroutineEnd")
@Label("Goroutine End")
@Description("A goroutine has ended; the duration is its life time, from its first instruction to its last")
final class GoroutineEndEvent extends BodyEvent {
    @Label("Start Seen")
    @Description("False if the goroutine was running already when the event was enabled: then duration and entry function are not known")
    boolean startSeen;

    GoroutineEndEvent() {}
}
