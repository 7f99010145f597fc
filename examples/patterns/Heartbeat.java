// SPDX-License-Identifier: Apache-2.0
// A worker that shows that it is alive, and a watcher that would notice if it were not.
// run: ./go4j run examples/patterns/Heartbeat.java

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.time.Ticker;
import java.time.Duration;

void main() {
    var beats = Chan.<Unit>make(1);
    var result = Chan.<String>make();
    go(() -> {
        try (var pulse = Ticker.every(Duration.ofMillis(5))) {
            for (int i = 0; i < 5; i++) {
                pulse.channel().receive();
                beats.trySend(Unit.UNIT); // nobody waits for the watcher
            }
        }
        result.send("done");
    });
    String outcome = null;
    while (outcome == null) {
        outcome = select(
                result.receiving(),
                beats.receiving().map(b -> null),
                after(Duration.ofSeconds(30)).receiving().map(t -> "no sign of life"));
    }
    IO.println(outcome);
}
