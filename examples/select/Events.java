// SPDX-License-Identifier: Apache-2.0
// Channels of different types in one select: each case makes an event of what it received, and a
// switch takes the events apart.
// run: ./go4j run examples/select/Events.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;

sealed interface Event {}

record Key(char pressed) implements Event {}

record Click(int x, int y) implements Event {}

enum Gone implements Event { GONE }

void main() {
    var keys = Chan.<Character>make();
    var clicks = Chan.<int[]>make();
    go(() -> {
        keys.send('a');
        clicks.send(new int[] {3, 4});
        keys.close();
    });

    // @start region="events"
    Event event;
    do {
        event = select(
                keys.receiving().map(key -> key == null ? Gone.GONE : new Key(key)),
                clicks.receiving().map(at -> new Click(at[0], at[1])));
        IO.println(switch (event) {
            case Key(char pressed) -> "pressed " + pressed;
            case Click(int x, int y) -> "clicked at " + x + ", " + y;
            case Gone _ -> "the user has gone";
        });
    } while (event != Gone.GONE);
    // @end
}
