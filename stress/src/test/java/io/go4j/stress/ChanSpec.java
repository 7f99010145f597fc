// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import java.util.ArrayDeque;

/** What a channel does when nobody ever waits: the sequential specification. Public, and made by Lincheck. */
public class ChanSpec {
    private final int capacity;
    private final ArrayDeque<Integer> values = new ArrayDeque<>();
    private boolean closed;

    ChanSpec(int capacity) {
        this.capacity = capacity;
    }

    public String trySend(int v) {
        if (closed) {
            return "panic: send on closed channel";
        }
        if (values.size() == capacity) {
            return "full";
        }
        values.add(v);
        return "sent";
    }

    public String poll() {
        Integer v = values.poll();
        return v != null ? v.toString() : closed ? "closed" : "empty";
    }

    public String close() {
        if (closed) {
            return "panic: close of closed channel";
        }
        closed = true;
        return "closed";
    }

    public int len() {
        return values.size();
    }

    public boolean isClosed() {
        return closed;
    }

    /** Over two channels, this one and another: see ChanLincheckTest. */
    String selectBoth(ChanSpec other, int v) {
        if (!values.isEmpty() || closed) {
            return "first " + poll();
        }
        return other.closed || other.values.size() < other.capacity ? "second " + other.trySend(v) : "default";
    }
}
