// SPDX-License-Identifier: Apache-2.0
package io.go4j.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A goroutine runs for the first time. Recorded on its own thread. */
@Name("go4j.GoroutineStart")
@Label("Goroutine Start")
@Description("A goroutine begins to run")
final class GoroutineStartEvent extends BodyEvent {
    GoroutineStartEvent() {}
}
