// SPDX-License-Identifier: Apache-2.0
// A thousand tasks, eight at a time, the results in order.
// run: ./go4j run examples/patterns/BoundedParallelism.java

import io.go4j.context.Context;
import io.go4j.sync.ErrGroup;

void main() {
    long[] squares = new long[1000];
    try (var group = ErrGroup.withContext(Context.background())) {
        group.setLimit(8);
        for (int i = 0; i < squares.length; i++) {
            int n = i;
            group.go(() -> squares[n] = (long) n * n); // waits here while eight are active
        }
        group.await();
    }
    IO.println(squares[999]);
}
