// SPDX-License-Identifier: Apache-2.0
// Two goroutines play ball over two unbuffered channels: each send waits for its receive.
// run: ./go4j run examples/channels/PingPong.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;

void main() {
    // @start region="make"
    var ping = Chan.<Integer>make(); // unbuffered
    var pong = Chan.<Integer>make();
    // @end

    // @start region="go"
    go(() -> {
        // @start region="range"
        for (int ball : ping) { // until ping is closed
            // @start region="send"
            pong.send(ball + 1); // returns when the other side has taken it
            // @end
        }
        // @end
        pong.close();
    });
    // @end

    int ball = 0;
    for (int round = 0; round < 1000; round++) {
        ping.send(ball);
        // @start region="receive"
        ball = pong.receive();
        // @end
    }
    IO.println("the ball was hit " + ball + " times");

    // @start region="close"
    ping.close();
    if (pong.receive() == null) { // closed and drained
        IO.println("game over");
    }
    // @end
}
