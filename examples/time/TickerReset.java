// SPDX-License-Identifier: Apache-2.0
// A ticker sends the time again and again. For a slow receiver it drops ticks, it does not pile
// them up. It can be reset to another interval, and is stopped by close.
// run: ./go4j run examples/time/TickerReset.java

import static io.go4j.Go4j.*;

import io.go4j.time.Ticker;

void main() {
    // @start region="ticker"
    try (var ticker = Ticker.every(Duration.ofMillis(5))) {
        for (int i = 1; i <= 3; i++) {
            ticker.channel().receive();
            IO.println("tick " + i);
        }
    }
    // @end

    // @start region="tickerreset"
    var ticker = Ticker.every(Duration.ofHours(1));
    ticker.reset(Duration.ofMillis(1)); // faster from now on
    ticker.channel().receive();
    IO.println("faster");

    sleep(Duration.ofMillis(10)); // the next ones are due: one is kept, the others are dropped
    ticker.reset(Duration.ofHours(1)); // and this discards the one that was kept
    IO.println("a tick is waiting: " + (ticker.channel().tryReceive() != null));
    ticker.stop();
    // @end
}
