// SPDX-License-Identifier: Apache-2.0
// The for-select loop with a ticker and a timeout: three ticks, then nothing more comes, and after
// a moment of silence the loop ends.
// run: ./go4j run examples/select/ForSelect.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.time.Ticker;

enum Event { TICK, TIMEOUT }

void main() {
    // @start region="forselect"
    int ticks = 0;
    RecvChan<Instant> timeout = Chan.nil(); // never ready: not armed yet
    try (var ticker = Ticker.every(Duration.ofMillis(10))) {
        Event event;
        do {
            event = select(
                    ticker.channel().receiving().map(_ -> Event.TICK),
                    timeout.receiving().map(_ -> Event.TIMEOUT));
            if (event == Event.TICK) {
                IO.println("tick " + ++ticks);
                if (ticks == 3) {
                    ticker.stop();
                    timeout = after(Duration.ofMillis(20));
                }
            }
        } while (event != Event.TIMEOUT);
    }
    IO.println("timeout");
    // @end
}
