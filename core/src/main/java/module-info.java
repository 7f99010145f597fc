// SPDX-License-Identifier: Apache-2.0
/** Goroutines, channels and select on the JVM. Depends on nothing. */
module io.go4j {
    requires java.management;
    requires static jdk.jfr;
    requires static org.jspecify;

    exports io.go4j;
    exports io.go4j.context;
    exports io.go4j.diag;
    exports io.go4j.flow;
    exports io.go4j.pprof;
    exports io.go4j.sync;
    exports io.go4j.time;

    uses io.go4j.diag.DebugPort;
    uses io.go4j.pprof.ProfileSource;
}
