// SPDX-License-Identifier: Apache-2.0
// A timeout is one more case: a channel that becomes ready when the time is up.
// run: ./go4j run examples/select/Timeout.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.RecvChan;

void main() {
    RecvChan<String> silent = Chan.make();
    var prompt = Chan.<String>make();
    go(() -> prompt.send("an answer"));

    ask(prompt, Duration.ofMinutes(1));
    ask(silent, Duration.ofMillis(20));
}

void ask(RecvChan<String> answers, Duration patience) {
    // @start region="after"
    select(
            answers.onReceive(answer -> IO.println(answer)),
            after(patience).onReceive(_ -> IO.println("timeout")));
    // @end
}
