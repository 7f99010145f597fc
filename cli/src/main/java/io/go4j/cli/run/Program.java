// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import io.go4j.Go4j;
import io.go4j.GoBody;
import java.io.File;
import java.util.List;

/**
 * A program that is ready to run.
 *
 * @param main its main
 * @param loader what all of its goroutines have as their context
 * @param sources the files that it was compiled from, if it was just now or before
 */
record Program(GoBody main, ClassLoader loader, List<File> sources) {

    /** Runs main as goroutine 1 and ends the JVM. */
    void run() {
        // Before the first goroutine is made: it and all others inherit the loader from here.
        Thread.currentThread().setContextClassLoader(loader);
        Go4j.main(main);
    }
}
