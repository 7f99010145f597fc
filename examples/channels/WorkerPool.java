// SPDX-License-Identifier: Apache-2.0
// Four workers share one channel of jobs. The closed jobs end the workers, the last worker's end
// closes the results.
// run: ./go4j run examples/channels/WorkerPool.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.sync.WaitGroup;

void main() {
    var jobs = Chan.<Integer>make(100);
    var results = Chan.<Integer>make(100);

    // @start region="workers"
    var workers = new WaitGroup();
    for (int i = 0; i < 4; i++) {
        workers.go(() -> {
            for (int n : jobs) results.send(n * n); // whoever is free takes the next job
        });
    }
    go(() -> {
        workers.await();
        results.close();
    });
    // @end

    for (int n = 1; n <= 100; n++) jobs.send(n);
    jobs.close();

    // @start region="stream"
    int sum = results.stream().mapToInt(n -> n).sum(); // until closed and drained
    // @end
    IO.println("1 + 4 + 9 + ... + 10000 = " + sum);
}
