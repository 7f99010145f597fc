// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.sync.Mutex;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A program with 13 goroutines, all of which wait, that says "ready"; while its input is open a thread keeps it from being a deadlock. With
 * the word "leak", 3 more that nothing can ever wake; with "server", main and one more end in a select without cases.
 */
final class LookPeer {
    private static final Chan<Integer> NEVER = Chan.make();
    private static final Chan<Integer> FULL = Chan.make();
    private static final Mutex MUTEX = new Mutex();

    private LookPeer() {}

    public static void main(String[] args) {
        Thread.ofPlatform().daemon().start(LookPeer::read);
        Go4j.main(() -> {
            if (GoRuntime.isFullMode()) {
                GoRuntime.gomaxprocs(2);
            }
            MUTEX.lock();
            for (int i = 0; i < 10; i++) {
                Go4j.go(LookPeer::receive);
            }
            Go4j.go("locker", MUTEX::lock);
            Go4j.go(() -> FULL.send(1));
            for (int i = 0; i < 3 && List.of(args).contains("leak"); i++) {
                GoRuntime.doWithLabels(Map.of("kind", "leak"), () -> Go4j.go(LookPeer::leak));
            }
            if (List.of(args).contains("server")) {
                Go4j.go(LookPeer::forEver);
                System.out.println("ready");
                forEver();
            }
            System.out.println("ready");
            NEVER.receive();
        });
    }

    private static void receive() {
        NEVER.receive();
    }

    private static void leak() {
        Chan.make().receive();
    }

    private static void forEver() {
        Go4j.select();
    }

    private static void read() {
        try {
            System.in.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
