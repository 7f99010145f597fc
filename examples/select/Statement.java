// SPDX-License-Identifier: Apache-2.0
// select waits until one of its cases can go on, then runs just that one.
// run: ./go4j run examples/select/Statement.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;

void main() {
    var words = Chan.<String>make();
    var numbers = Chan.<Integer>make();

    go(() -> words.send("hello"));
    receiveOrSend(words, numbers);

    go(() -> numbers.receive());
    receiveOrSend(words, numbers);
}

void receiveOrSend(Chan<String> words, Chan<Integer> numbers) {
    // @start region="select"
    select(
            words.onReceive(word -> IO.println("received " + word)),
            numbers.onSend(42, () -> IO.println("sent 42")));
    // @end
}
