// SPDX-License-Identifier: Apache-2.0
// A select with a default never waits: if no case can go on at once, the default runs.
// run: ./go4j run examples/select/Default.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;

void main() {
    var box = Chan.<String>make(1);

    look(box);
    put(box, "first letter");
    put(box, "second letter");
    look(box);
    look(box);
}

void look(Chan<String> box) {
    // @start region="otherwise"
    select(
            box.onReceive(letter -> IO.println("found the " + letter)),
            otherwise(() -> IO.println("the box is empty")));
    // @end
}

void put(Chan<String> box, String letter) {
    // @start region="otherwiseGet"
    String outcome = select(
            box.sending(letter).map(() -> "put in the "),
            otherwiseGet(() -> "no room for the "));
    IO.println(outcome + letter);
    // @end
}
