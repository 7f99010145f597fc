// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.RWMutex;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Tokens are added, under a lock, by a channel whose reader locks the same to delete old ones. (Go: goker/etcd7492.go.) */
final class Etcd7492 {
    private Etcd7492() {}

    private static final class SimpleTokenTTLKeeper {
        final Map<String, Instant> tokens = new HashMap<>();
        final Chan<Unit> addSimpleToken = Chan.make(1);
        final Chan<Chan<Unit>> stop = Chan.make();
        final Consumer<String> deleteToken;

        SimpleTokenTTLKeeper(Consumer<String> deleteToken) {
            this.deleteToken = deleteToken;
        }

        void run() {
            var ticker = Ticker.every(Duration.ofNanos(1));
            boolean goesOn = true;
            while (goesOn) {
                goesOn = select(
                        addSimpleToken.receiving().map(v -> {
                            gosched();
                            tokens.put("1", Instant.now());
                            return true;
                        }),
                        ticker.channel().receiving().map(v -> {
                            gosched();
                            tokens.keySet().forEach(deleteToken);
                            tokens.clear();
                            return true;
                        }),
                        stop.receiving().map(answer -> {
                            answer.send(Unit.UNIT);
                            return false;
                        }));
            }
            ticker.stop();
        }

        void stop() {
            var answer = Chan.<Unit>make();
            stop.send(answer);
            answer.receive();
            stop.close();
        }
    }

    private static final class TokenSimple {
        final RWMutex simpleTokensMu = new RWMutex();
        final SimpleTokenTTLKeeper keeper = new SimpleTokenTTLKeeper(this::delete);

        void enable() {
            go(keeper::run);
        }

        private void delete(String token) {
            simpleTokensMu.lock();
            simpleTokensMu.unlock();
        }

        void assign() {
            simpleTokensMu.lock();
            gosched();
            keeper.addSimpleToken.send(Unit.UNIT);
            gosched();
            simpleTokensMu.unlock();
        }

        void disable() {
            keeper.stop();
            simpleTokensMu.lock();
            simpleTokensMu.unlock();
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go("Etcd7492.func2", () -> {
                var tokens = new TokenSimple();
                tokens.enable();
                var wg = new WaitGroup();
                wg.add(3);
                for (int user = 0; user < 3; user++) {
                    go("Etcd7492.func2.1", () -> {
                        tokens.assign();
                        wg.done();
                    });
                }
                wg.await();
                tokens.disable();
            });
        }
    }
}
