// SPDX-License-Identifier: Apache-2.0
// A small map-reduce on all cores: one goroutine per CPU counts the words of its share of the
// lines (map), main adds up what they send (reduce). Arguments: the text, how many words to print.
// run: ./go4j run examples/mapreduce/WordCount.java examples/mapreduce/opticks.txt 12

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.GoRuntime;

void main(String[] args) throws IOException {
    if (args.length != 2) {
        System.err.println("usage: WordCount.java FILE COUNT");
        System.exit(2);
    }
    var lines = Files.readAllLines(Path.of(args[0]));
    int top = Integer.parseInt(args[1]);
    int workers = GoRuntime.numCPU();

    // @start region="mapreduce"
    var partial = Chan.<Map<String, Integer>>make();
    for (int i = 0; i < workers; i++) {
        var share = lines.subList(lines.size() * i / workers, lines.size() * (i + 1) / workers);
        go(() -> partial.send(count(share)));
    }

    var total = new HashMap<String, Integer>();
    for (int i = 0; i < workers; i++) {
        partial.receive().forEach((word, n) -> total.merge(word, n, Integer::sum));
    }
    // @end

    IO.println(total.values().stream().mapToInt(n -> n).sum() + " words, "
            + total.size() + " different ones");
    total.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(top)
            .forEach(entry -> IO.println(entry.getValue() + " " + entry.getKey()));
}

Map<String, Integer> count(List<String> lines) {
    var counts = new HashMap<String, Integer>();
    for (var line : lines) {
        for (var word : line.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
            if (!word.isEmpty()) counts.merge(word, 1, Integer::sum);
        }
    }
    return counts;
}
