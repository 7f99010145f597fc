// SPDX-License-Identifier: Apache-2.0
// The number of Ps, and so of goroutines that run at the same time, can be changed at any moment.
// run: GOMAXPROCS=3 ./go4j run examples/goroutines/Gomaxprocs.java

import io.go4j.GoRuntime;

void main() {
    // @start region="gomaxprocs"
    int before = GoRuntime.gomaxprocs(1); // set, and get the old value
    IO.println("it was " + before + ", it is " + GoRuntime.gomaxprocs());
    // @end
    GoRuntime.gomaxprocs(4);
    IO.println("now " + GoRuntime.gomaxprocs());
}
