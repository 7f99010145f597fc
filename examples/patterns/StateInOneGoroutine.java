// SPDX-License-Identifier: Apache-2.0
// No lock: one goroutine owns the map, the others ask it. Share memory by communicating.
// run: ./go4j run examples/patterns/StateInOneGoroutine.java

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.sync.WaitGroup;

record Read(String key, Chan<Integer> answer) {}

record Write(String key, int value) {}

void main() {
    var reads = Chan.<Read>make();
    var writes = Chan.<Write>make();
    go(() -> {
        Map<String, Integer> state = new HashMap<>();
        while (true) {
            select(
                    reads.onReceive(r -> r.answer().send(state.getOrDefault(r.key(), 0))),
                    writes.onReceive(w -> state.merge(w.key(), w.value(), Integer::sum)));
        }
    });

    var writers = new WaitGroup();
    for (int i = 1; i <= 100; i++) {
        int value = i;
        writers.go(() -> writes.send(new Write("sum", value)));
    }
    writers.await();
    var answer = Chan.<Integer>make();
    reads.send(new Read("sum", answer));
    IO.println(answer.receive());
}
