// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chan/select7.go. */
class Select7Test {
    private static final List<Consumer<Chan<Integer>>> RECEIVERS = List.of(
            Chan::receive,
            c -> select(c.receiving()),
            c -> select(c.receiving(), Chan.<Integer>make().receiving()));

    private static final List<Consumer<Chan<Integer>>> SENDERS = List.of(
            c -> c.send(1),
            c -> select(c.sending(1)),
            c -> select(c.sending(1), Chan.<Integer>make().sending(1)));

    /** A receive whose value is thrown away is a receive: plain, in a select of one case and of two, against each such send. */
    @Test
    @Tag("CH-19")
    void main() {
        Goroutines.run(() -> {
            for (Consumer<Chan<Integer>> receiver : RECEIVERS) {
                for (Consumer<Chan<Integer>> sender : SENDERS) {
                    var c = Chan.<Integer>make();
                    var received = Chan.<Integer>make();
                    go(() -> {
                        receiver.accept(c);
                        received.close();
                    });
                    gosched();
                    sender.accept(c);
                    received.receive();
                }
            }
        });
    }
}
