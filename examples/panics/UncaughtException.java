// SPDX-License-Identifier: Apache-2.0
// A Java exception that leaves a goroutine is a panic as well, with its own stack and its cause.
// run: ./go4j run examples/panics/UncaughtException.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.Unit;

void main() {
    var never = Chan.<Unit>make();
    go(() -> load("answer"));
    never.receive();
}

int load(String key) throws IOException {
    IO.println("loading " + key);
    try {
        return Integer.parseInt("forty-two");
    } catch (NumberFormatException e) {
        throw new IOException("cannot read " + key, e);
    }
}
