// SPDX-License-Identifier: Apache-2.0
// One sends, three listen, each hears all.
// run: ./go4j run examples/flow/Broadcasting.java

import io.go4j.flow.Broadcast;
import io.go4j.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicInteger;

void main() {
    var heard = new AtomicInteger();
    var all = new WaitGroup();
    // @start region="broadcast"
    try (var news = new Broadcast<String>()) {
        for (int i = 0; i < 3; i++) {
            var listener = news.listen(10);
            all.go(() -> {
                for (String item : listener.channel()) {
                    heard.addAndGet(item.length());
                }
            });
        }
        news.send("one");
        news.send("three");
    }
    // @end
    all.await();
    IO.println(heard + " letters");
}
