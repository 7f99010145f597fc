// SPDX-License-Identifier: Apache-2.0
// A WaitGroup waits for all that were started with it. What they did before is visible after.
// run: ./go4j run examples/sync/WaitForAll.java

import io.go4j.sync.WaitGroup;

void main() {
    // @start region="waitgroup"
    var squares = new int[10];
    var all = new WaitGroup();
    for (int i = 0; i < squares.length; i++) {
        int n = i;
        all.go(() -> squares[n] = n * n);
    }
    all.await();
    IO.println("81 is last: " + (squares[9] == 81));
    // @end
}
