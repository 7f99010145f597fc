// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.List;

/**
 * Goroutines that wait for each other: each for a lock that the next one holds, and the last for one of the first. A goroutine that locks
 * twice what it holds is a cycle of its own.
 *
 * @param links who waits for what, beginning with the lowest id
 */
public record WaitCycle(List<Link> links) {
    /** Makes a record that nobody can change. */
    public WaitCycle {
        links = List.copyOf(links);
    }

    /**
     * One of them.
     *
     * @param goroutine who waits
     * @param lock for what: {@code sync.Mutex}, or a lock of Java's with its class
     * @param holder the id of the goroutine that holds it
     */
    public record Link(GoroutineInfo goroutine, String lock, long holder) {}

    /** Returns one line for each link. */
    @Override
    public String toString() {
        var out = new StringBuilder("goroutines that wait for each other:\n");
        for (Link l : links) {
            out.append("\tgoroutine ").append(l.goroutine.id()).append(" waits for ").append(l.lock);
            out.append(" held by goroutine ").append(l.holder).append('\n');
        }
        return out.toString();
    }
}
