// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.defer;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.panic;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.Goroutine;
import io.go4j.Panic;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue8158.go. */
class Issue8158Test {
    /** A goroutine that recovers and then says goexit in a deferred call ends quietly; the next one, with a collection in between, too. */
    @Test
    @Tag("GEX-5")
    void main() {
        Goroutines.run(() -> {
            for (int i = 0; i < 2; i++) {
                boolean collect = i == 1;
                var c = Chan.<Boolean>make(1);
                Goroutine g = go(() -> {
                    try (var d = defer()) {
                        d.run(() -> {
                            c.send(true);
                            goexit();
                        });
                        try {
                            if (collect) {
                                sleep(Duration.ofMillis(10));
                                System.gc();
                            }
                            panic("p");
                        } catch (Panic p) {
                            // recovered
                        }
                    }
                    panic("not reached");
                });
                c.receive();
                Goroutines.untilDead(g);
            }
        });
    }
}
