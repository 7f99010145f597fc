// SPDX-License-Identifier: Apache-2.0
// Fan-in: the values of two channels come out of one.
// run: ./go4j run examples/flow/Merge.java

import io.go4j.context.Context;
import io.go4j.flow.Pipes;

void main() {
    var ctx = Context.background();
    var odd = Pipes.from(ctx, List.of(1, 3, 5));
    var even = Pipes.from(ctx, List.of(2, 4, 6));
    // @start region="merge"
    int sum = 0;
    for (int v : Pipes.merge(ctx, odd, even)) {
        sum += v;
    }
    // @end
    IO.println(sum);
}
