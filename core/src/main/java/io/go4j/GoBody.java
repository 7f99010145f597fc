// SPDX-License-Identifier: Apache-2.0
package io.go4j;

/** What a goroutine runs. An exception that leaves it is that goroutine's panic. */
@FunctionalInterface
public interface GoBody {
    /**
     * Runs to the end of the goroutine.
     *
     * @throws Exception checked exceptions need no wrapping
     */
    void run() throws Exception;
}
