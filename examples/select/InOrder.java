// SPDX-License-Identifier: Apache-2.0
// select chooses at random among the cases that are ready; selectInOrder takes the first one as
// written, so that urgent things come first.
// run: ./go4j run examples/select/InOrder.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;

void main() {
    var urgent = Chan.<String>make(3);
    var normal = Chan.<String>make(3);
    for (var job : List.of("a", "b", "c")) {
        normal.send("normal " + job);
        urgent.send("urgent " + job);
    }

    for (int i = 0; i < 6; i++) {
        // @start region="inorder"
        String job = selectInOrder(urgent.receiving(), normal.receiving());
        // @end
        IO.println(job);
    }

    int heads = 0;
    var ones = Chan.<Integer>make(10_000);
    var zeros = Chan.<Integer>make(10_000);
    for (int i = 0; i < 10_000; i++) {
        ones.send(1);
        zeros.send(0);
        // @start region="random"
        int coin = select(ones.receiving(), zeros.receiving());
        // @end
        heads += coin;
    }
    IO.println("a fair coin: " + (heads > 4500 && heads < 5500)); // ten standard deviations
}
