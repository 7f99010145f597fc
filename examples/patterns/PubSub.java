// SPDX-License-Identifier: Apache-2.0
// A listener that leaves while others stay; a slow one has a buffer.
// run: ./go4j run examples/patterns/PubSub.java

import io.go4j.flow.Broadcast;

void main() {
    try (var topic = new Broadcast<Integer>()) {
        var stays = topic.listen(10);
        var leaves = topic.listen(10);
        topic.send(1);
        leaves.close();
        topic.send(2);
        IO.println("stays: " + stays.channel().receive() + " " + stays.channel().receive());
        IO.println("left: " + leaves.channel().receive() + " " + leaves.channel().tryReceive());
    }
}
