// SPDX-License-Identifier: Apache-2.0
// main is a goroutine too: it sleeps, and nothing else is going on. Without the argument it sleeps
// for 1000 s, long enough to look at it from outside: go4j ps, go4j stack PID, dlv connect.
// run: ./go4j run examples/goroutines/Sleep.java 50

import static io.go4j.Go4j.*;

void main(String[] args) {
    long millis = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
    // @start region="sleep"
    sleep(Duration.ofMillis(millis));
    IO.println("awake");
    // @end
}
