// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.List;

/**
 * Goroutines that wait for each other: each for a lock that the next one holds, or for something that the next one could do, and the last
 * for the first. A goroutine that locks twice what it holds is a cycle of its own. Of more than two that wait for each other over
 * channels is not known who waits for whom among them; who of these waits for a lock names its holder, which may be any of them.
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
     * @param what for what: {@code sync.Mutex}, or a lock of Java's with its class; if {@code held} is false, the reason of the wait
     * @param other the id of the goroutine that holds it; if {@code held} is false, of the one that could end the wait, itself or by way of
     *     others in the cycle, if it went on
     * @param held whether it is a lock that somebody holds
     */
    public record Link(GoroutineInfo goroutine, String what, long other, boolean held) {}

    /** Returns one line for each link. */
    @Override
    public String toString() {
        var out = new StringBuilder("goroutines that wait for each other:\n");
        for (Link l : links) {
            out.append("\tgoroutine ").append(l.goroutine.id());
            if (l.held) {
                out.append(" waits for ").append(l.what).append(" held by goroutine ").append(l.other).append('\n');
            } else {
                out.append(" waits [").append(l.what).append("] for what only goroutine ").append(l.other);
                out.append(links.size() > 2 ? " and the others here" : "").append(" can reach\n");
            }
        }
        return out.toString();
    }
}
