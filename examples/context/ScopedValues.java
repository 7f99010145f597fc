// SPDX-License-Identifier: Apache-2.0
// A ScopedValue is not inherited by a goroutine; who wants it there binds it again.
// run: ./go4j run examples/context/ScopedValues.java

import static io.go4j.Go4j.go;

import io.go4j.Chan;

static final ScopedValue<String> USER = ScopedValue.newInstance();

void main() {
    var seen = Chan.<String>make();
    ScopedValue.where(USER, "gopher").run(() -> {
        go(() -> seen.send(USER.orElse("nobody")));
        IO.println(seen.receive());

        String user = USER.get();
        go(() -> ScopedValue.where(USER, user).run(() -> seen.send(USER.get())));
        IO.println(seen.receive());
    });
}
