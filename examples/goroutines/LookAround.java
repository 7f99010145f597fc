// SPDX-License-Identifier: Apache-2.0
// What do the goroutines do? The same text as in a panic or in `go4j stack PID`, at any moment.
// run: ./go4j run examples/goroutines/LookAround.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.diag.GoroutineStatus;

void main() {
    var ch = Chan.<String>make();

    // @start region="goroutine"
    var worker = go("worker", () -> ch.receive());
    while (worker.status() != GoroutineStatus.WAITING) gosched();
    IO.println(worker.name() + ": " + worker.waitReason());
    // @end

    // @start region="stack"
    IO.print(GoRuntime.stack(true));
    // @end
}
