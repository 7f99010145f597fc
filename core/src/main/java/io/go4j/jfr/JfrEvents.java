// SPDX-License-Identifier: Apache-2.0
package io.go4j.jfr;

/** The door of the room: names nothing of {@code jdk.jfr}, so that it can be called where that module is missing. */
public final class JfrEvents {
    private static final boolean POSSIBLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private JfrEvents() {}

    /** From now on goroutines are recorded whenever a recording runs that wants it. Once, when the scheduler has started. */
    public static void install() {
        if (POSSIBLE) {
            Recorder.install();
        }
    }

    /** Takes all of it back, when the runtime is shut down: the recorder would keep our class loader. */
    public static void uninstall() {
        if (POSSIBLE) {
            Recorder.uninstall();
        }
    }
}
