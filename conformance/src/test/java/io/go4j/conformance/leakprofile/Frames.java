// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import java.util.List;

/**
 * Programs, not Go's, with a frame that stays and once referred to what is leaked. Go forgets what a frame has used for the last time; a
 * frame of the interpreter keeps it, and hides the leak. These are the ways out of the guide to leaks.
 */
final class Frames {
    private static final Chan<Integer> GLOBAL = Chan.make();

    private Frames() {}

    static List<LeakCase> cases() {
        return List.of(
                LeakCase.alive("MethodOfItsOwn", Frames::methodOfItsOwn, 2, "twice [chan send] x1"),
                LeakCase.alive("SetToNull", Frames::setToNull, 2, "twice [chan send] x1"),
                LeakCase.alive("Temporary", Frames::temporary, 2, "twice [chan send] x1"));
    }

    private static void methodOfItsOwn() {
        sendTwiceReceiveOnce();
        GLOBAL.receive();
    }

    private static void sendTwiceReceiveOnce() {
        var ch = Chan.<Integer>make();
        sendTwice(ch);
        ch.receive();
    }

    private static void setToNull() {
        var ch = Chan.<Integer>make();
        sendTwice(ch);
        ch.receive();
        ch = null;
        GLOBAL.receive();
    }

    private static void temporary() {
        sendTwice(Chan.make()).receive();
        GLOBAL.receive();
    }

    private static Chan<Integer> sendTwice(Chan<Integer> ch) {
        go("twice", () -> {
            ch.send(1);
            ch.send(2);
        });
        return ch;
    }
}
