// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import io.go4j.Chan;
import io.go4j.Go4j;
import java.io.IOException;

/**
 * An application with an old object that nobody keeps: no collection of the young generation takes it. Nothing in this process asks for a
 * full one, since an application has no detector of deadlocks.
 */
final class GarbagePeer {
    /** Nobody keeps it. */
    record Garbage(int n) {}

    private static volatile Object last = "";

    private GarbagePeer() {}

    public static void main(String[] args) throws IOException {
        last = new Garbage(1);
        System.gc(); // it is old now
        last = "";
        Go4j.go(() -> Chan.<Integer>make().receive());
        System.out.println("ready");
        System.in.read();
    }
}
