// SPDX-License-Identifier: Apache-2.0
// The producer sends, pauses, and closes when it is done; the consumer ranges until then.
// Arguments: the pause in milliseconds, and how many values.
// run: ./go4j run examples/channels/ProducerConsumer.java 10 5

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.SendChan;

void main(String[] args) {
    var pause = Duration.ofMillis(Long.parseLong(args[0]));
    int last = Integer.parseInt(args[1]);

    var ch = Chan.<Integer>make();
    go(() -> produce(ch, pause, last)); // a Chan is a SendChan: the producer can only send

    // @start region="range"
    for (int v : ch) { // ends when ch is closed and drained
        IO.println(v);
    }
    IO.println("closed");
    // @end
}

// @start region="produce"
void produce(SendChan<Integer> out, Duration pause, int last) {
    for (int count = 1; count <= last; count++) {
        out.send(count);
        sleep(pause);
    }
    out.close();
}
// @end
