// SPDX-License-Identifier: Apache-2.0
// Buffers that are used again instead of being made anew.
// run: ./go4j run examples/sync/BufferPool.java

import io.go4j.sync.Pool;

// @start region="pool"
static final Pool<StringBuilder> BUFFERS = new Pool<>(StringBuilder::new);

static String greet(String name) {
    StringBuilder buffer = BUFFERS.get();
    try {
        return buffer.append("hello, ").append(name).toString();
    } finally {
        buffer.setLength(0); // as good as new
        BUFFERS.put(buffer);
    }
}
// @end

void main() {
    IO.println(greet("gopher"));
    IO.println(greet("duke"));
}
