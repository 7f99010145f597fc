// SPDX-License-Identifier: Apache-2.0
// A producer that never stops: it counts, one number every ten seconds. End it with Ctrl-C, and
// look at it meanwhile: go4j ps, go4j stack PID.
// run: ./go4j run examples/counter/Counter.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import java.time.Duration;

void main() {
    // @start region="counter"
    var ch = Chan.<Integer>make(); // unbuffered;  Chan.make(100) is buffered
    go(() -> {
        for (int count = 1; ; count++) {
            ch.send(count);
            sleep(Duration.ofSeconds(10));
        }
    });
    for (int v : ch) IO.println(v); // receives until closed and drained
    // @end
}
