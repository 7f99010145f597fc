// SPDX-License-Identifier: Apache-2.0
// A million goroutines, all parked on one channel, and what one of them costs. A million need about
// 1.5 GB of heap, hence the option for the JVM, and some seconds; the argument makes it fewer.
// run: ./go4j run -J-Xmx3g examples/goroutines/MillionGoroutines.java 200000

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.sync.WaitGroup;

void main(String[] args) {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    var release = Chan.<Unit>make();
    var started = new WaitGroup();
    started.add(count);

    long before = usedHeap();
    for (int i = 0; i < count; i++) {
        go(() -> {
            started.done();
            release.receive();
        });
    }
    started.await();
    long each = (usedHeap() - before) / count;

    IO.println(GoRuntime.numGoroutine() - 1 + " goroutines parked");
    IO.println("memory per goroutine: " + each + " bytes");
    IO.println("at most 4 KB: " + (each <= 4096));

    release.close();
} // main returns: the program ends at once, it does not wait until all have woken up

long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
}
