// SPDX-License-Identifier: Apache-2.0
// A publisher of the JDK as a channel, with back-pressure.
// run: ./go4j run examples/flow/Reactive.java

import static io.go4j.Go4j.go;

import io.go4j.flow.Flows;
import java.util.concurrent.SubmissionPublisher;

void main() {
    // @start region="flow"
    var publisher = new SubmissionPublisher<String>();
    try (var words = Flows.subscribe(publisher, 4)) {
        go(() -> {
            for (String word : "the quick brown fox".split(" ")) {
                publisher.submit(word);
            }
            publisher.close();
        });
        for (String word : words.channel()) {
            IO.println(word);
        }
    }
    // @end
}
