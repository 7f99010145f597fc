// SPDX-License-Identifier: Apache-2.0
// Not an example: what the ahead-of-time caches are trained with (CompileCommand). It does a little of what many programs do.

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.sync.WaitGroup;
import java.time.Duration;

record Word(String text, int count) {}

void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    var numbers = Chan.<Integer>make();
    var words = Chan.<Word>make(8);
    go(() -> {
        for (int i = 0; i < rounds; i++) numbers.send(i);
        numbers.close();
    });
    go(() -> {
        for (int n : numbers) words.send(new Word("word " + n, n));
        words.close();
    });
    var counts = new TreeMap<String, Integer>();
    for (Word word : words) counts.merge(word.text(), word.count(), Integer::sum);

    var workers = new WaitGroup();
    for (int i = 0; i < rounds; i++) workers.go(() -> sleep(Duration.ofMillis(1)));
    workers.await();
    var quit = Chan.<Boolean>make();
    go(() -> quit.send(true));
    select(
            quit.onReceive(q -> IO.println("quit")),
            after(Duration.ofSeconds(10)).onReceive(t -> IO.println("timeout")));
    select(quit.onReceive(q -> IO.println("again")), otherwise(() -> IO.println("nothing ready")));

    IO.println(counts);
    System.out.println(String.format("%d words, %s", counts.size(), counts.keySet().stream().sorted().toList()));
}
