// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.time.Timer;
import java.time.Duration;

/** Closing a stream does not tell who reads from it. (Go: goker/grpc1275.go.) */
final class Grpc1275 {
    private Grpc1275() {}

    private record Stream(Chan<Boolean> received) {
        void read() {
            received.receive();
        }

        void close() {
            // should tell the reader
        }
    }

    private static void testInflightStreamClosing() {
        var stream = new Stream(Chan.make());
        var done = Chan.<Boolean>make();
        go("testInflightStreamClosing.func1", () -> {
            stream.read();
            done.close();
        });
        stream.close();
        var timeout = Timer.of(Duration.ofNanos(300));
        select(done.onReceive(v -> timeout.stop()), timeout.channel().onReceive(v -> {}));
    }

    static void run() {
        go(Grpc1275::testInflightStreamClosing);
    }
}
