// SPDX-License-Identifier: Apache-2.0
// A merge of two channels until both are closed. A closed channel is always ready to be received
// from, so its case has to be switched off, or the loop would spin: when(false) does that.
// run: ./go4j run examples/select/SwitchedOffCase.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.SendChan;

void main() {
    var odd = Chan.<Integer>make();
    var even = Chan.<Integer>make();
    var merged = Chan.<Integer>make();
    go(() -> count(odd, 1));
    go(() -> count(even, 2));
    go(() -> merge(odd, even, merged));

    IO.println(merged.stream().sorted().map(String::valueOf).collect(Collectors.joining(" ")));
}

record From(char side, Integer value) {}

void merge(RecvChan<Integer> a, RecvChan<Integer> b, SendChan<Integer> out) {
    // @start region="when"
    boolean moreA = true;
    boolean moreB = true;
    while (moreA || moreB) {
        var from = select(
                a.receiving().map(v -> new From('a', v)).when(moreA),
                b.receiving().map(v -> new From('b', v)).when(moreB));
        if (from.value() != null) {
            out.send(from.value());
        } else if (from.side() == 'a') { // closed and drained
            moreA = false;
        } else {
            moreB = false;
        }
    }
    // @end
    out.close();
}

void count(SendChan<Integer> out, int first) {
    for (int i = first; i <= 10; i += 2) out.send(i);
    out.close();
}
