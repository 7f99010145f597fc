// SPDX-License-Identifier: Apache-2.0
// A pipeline: numbers, three workers that square them, a filter; the end of it all is the end of the group.
// run: ./go4j run examples/flow/Pipeline.java

import io.go4j.context.Context;
import io.go4j.flow.Pipes;
import io.go4j.sync.ErrGroup;
import java.util.stream.IntStream;

void main() {
    // @start region="stage"
    try (var group = ErrGroup.withContext(Context.background())) {
        var numbers = Pipes.from(group.context(), IntStream.rangeClosed(1, 10).boxed());
        var squares = Pipes.stage(group, numbers, 3, n -> n * n);
        var even = Pipes.stage(group, squares, 1, n -> n % 2 == 0 ? n : null);
        IO.println(even.stream().mapToInt(n -> n).sum());
        group.await();
    }
    // @end
}
