// SPDX-License-Identifier: Apache-2.0
// How many CPUs are there, how many goroutines? Parked ones count, ended ones do not.
// run: ./go4j run examples/goroutines/CountGoroutines.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Unit;

void main() {
    // @start region="numCPU"
    IO.println("CPUs: " + GoRuntime.numCPU());
    // @end

    // @start region="numGoroutine"
    IO.println("at the start: " + GoRuntime.numGoroutine()); // main itself

    var stop = Chan.<Unit>make();
    for (int i = 0; i < 10; i++) {
        go(() -> stop.receive());
    }
    IO.println("ten more: " + GoRuntime.numGoroutine());
    // @end

    stop.close();
    while (GoRuntime.numGoroutine() > 1) {
        gosched(); // they were released, but each has to run to its end
    }
    IO.println("at the end: " + GoRuntime.numGoroutine());
}
