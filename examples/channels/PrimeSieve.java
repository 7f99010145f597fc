// SPDX-License-Identifier: Apache-2.0
// A sieve as a chain of goroutines: each prime found adds one more that filters out its multiples.
// run: ./go4j run examples/channels/PrimeSieve.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.SendChan;

void main() {
    var numbers = Chan.<Integer>make();
    go(() -> generate(numbers));

    RecvChan<Integer> ch = numbers;
    for (int i = 0; i < 20; i++) {
        int prime = ch.receive();
        IO.println(prime);
        var in = ch;
        var out = Chan.<Integer>make();
        go(() -> filter(in, out, prime));
        ch = out;
    }
} // main returns: the program ends, whatever the filters are doing

/** Sends 2, 3, 4, ... */
void generate(SendChan<Integer> out) {
    for (int i = 2; ; i++) out.send(i);
}

/** Passes on what prime does not divide. */
void filter(RecvChan<Integer> in, SendChan<Integer> out, int prime) {
    for (int i : in) {
        if (i % prime != 0) out.send(i);
    }
}
