// SPDX-License-Identifier: Apache-2.0
// Ten goroutines ask for the same page at the same time; it is fetched once.
// run: ./go4j run examples/sync/OneFlight.java

import static io.go4j.Go4j.sleep;

import io.go4j.sync.SingleFlight;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

void main() {
    var fetched = new AtomicInteger();
    // @start region="singleflight"
    var flight = new SingleFlight<String, String>();
    var all = new WaitGroup();
    for (int i = 0; i < 10; i++) {
        all.go(() -> {
            var page = flight.run("/index", () -> {
                fetched.incrementAndGet();
                sleep(Duration.ofMillis(200));
                return "hello";
            });
            IO.println(page.value());
        });
    }
    all.await();
    // @end
    IO.println("fewer fetched than asked: " + (fetched.get() < 10));
}
