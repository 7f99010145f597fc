// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import io.go4j.Go4j;
import io.go4j.GoBody;

/** A program that is ready to run: its main, and the loader that all of its goroutines have as their context. */
record Program(GoBody main, ClassLoader loader) {

    /** Runs main as goroutine 1 and ends the JVM. */
    void run() {
        // Before the first goroutine is made: it and all others inherit the loader from here.
        Thread.currentThread().setContextClassLoader(loader);
        Go4j.main(main);
    }
}
