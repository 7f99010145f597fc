// SPDX-License-Identifier: Apache-2.0
// A select that runs many times can be prepared once. Its send case reads its value at each run.
// run: ./go4j run examples/select/Prepared.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.Select;
import java.util.concurrent.atomic.AtomicInteger;

void main() {
    var red = Chan.<Integer>make();
    var blue = Chan.<Integer>make();
    var sums = Chan.<Integer>make();
    go(() -> sums.send(sum(red)));
    go(() -> sums.send(sum(blue)));

    // @start region="prepared"
    var next = new AtomicInteger();
    var either = Select.of(
            red.onSend(next::incrementAndGet, () -> {}),
            blue.onSend(next::incrementAndGet, () -> {}));
    for (int i = 0; i < 1000; i++) {
        either.run();
    }
    // @end
    red.close();
    blue.close();

    IO.println("the values were made " + next + " times"); // for both cases, at each run
    int sum = sums.receive() + sums.receive();
    IO.println("one of each pair arrived: " + (sum >= 1_000_000 && sum <= 1_001_000));
}

int sum(Chan<Integer> numbers) {
    return numbers.stream().mapToInt(n -> n).sum();
}
