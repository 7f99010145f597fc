// SPDX-License-Identifier: Apache-2.0
// A timer can be stopped before it fires, and set again. After a stop, no stale value comes.
// run: ./go4j run examples/time/TimerStopReset.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.time.Timer;

void main() {
    // @start region="timer"
    var timer = Timer.of(Duration.ofHours(1));
    IO.println("stopped in time: " + timer.stop());
    IO.println("stopped again: " + timer.stop());

    timer.reset(Duration.ofMillis(10));
    timer.channel().receive();
    IO.println("fired");
    // @end

    timer.reset(Duration.ZERO);
    sleep(Duration.ofMillis(1)); // the time is up, but nobody has received
    IO.println("withdrawn: " + timer.stop());
    IO.println("stale value: " + (timer.channel().tryReceive() != null));

    // @start region="afterfunc"
    var result = Chan.<String>make();
    Timer.afterFunc(Duration.ofMillis(10), () -> result.send("in a goroutine of its own"));
    IO.println(result.receive());
    // @end
}
