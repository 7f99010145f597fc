// SPDX-License-Identifier: Apache-2.0
// select as an expression: it returns what the chosen case yields. In a loop this is the form to
// use, since a lambda can neither leave the loop nor change a local variable.
// run: ./go4j run examples/select/Expression.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.SendChan;
import io.go4j.Unit;

void main() {
    var numbers = Chan.<Integer>make();
    var quit = Chan.<Unit>make();

    go(() -> {
        for (int i = 0; i < 10; i++) IO.println(numbers.receive());
        quit.close();
    });
    fibonacci(numbers, quit);
    IO.println("quit");
}

void fibonacci(SendChan<Integer> out, RecvChan<Unit> quit) {
    int x = 0;
    int y = 1;
    // @start region="expression"
    while (select(out.sending(x).map(() -> true), quit.receiving().map(_ -> false))) {
        int next = x + y;
        x = y;
        y = next;
    }
    // @end
}
