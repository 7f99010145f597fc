// SPDX-License-Identifier: Apache-2.0
// A goroutine with a thread of its own, for native code that keeps something for each thread.
// run: ./go4j run examples/goroutines/LockOSThread.java

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/** The number of the calling thread, from the C library. */
long thread() {
    try {
        var linker = Linker.nativeLinker();
        var self = linker.downcallHandle(linker.defaultLookup().findOrThrow("pthread_self"), FunctionDescriptor.of(ValueLayout.JAVA_LONG));
        return (long) self.invokeExact();
    } catch (Throwable t) {
        throw new AssertionError(t);
    }
}

void main() {
    // @start region="lockOSThread"
    GoRuntime.lockOSThread(); // from here to unlockOSThread: this thread, and nobody else on it
    try {
        long mine = thread();
        int moved = 0;
        int visitors = 0;
        var seen = Chan.<Long>make();
        for (int i = 0; i < 100; i++) {
            go(() -> seen.send(thread()));
            if (seen.receive() == mine) { // main waits here; the other one runs on another thread
                visitors++;
            }
            if (thread() != mine) {
                moved++;
            }
        }
        IO.println("main moved " + moved + " times");
        IO.println("others ran on its thread " + visitors + " times");
    } finally {
        GoRuntime.unlockOSThread();
    }
    // @end
}
