// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/sync/cond_test.go. */
class CondTest {
    private int x;
    private boolean done;
    private boolean exit;

    /** Each signal wakes exactly one. */
    @Test
    @Tag("CO-2")
    void TestCondSignal() {
        Goroutines.run(() -> {
            var mu = new Mutex();
            var cond = new Cond(mu);
            int n = 2;
            var running = Chan.<Unit>make(n);
            var awake = Chan.<Unit>make(n);
            for (int i = 0; i < n; i++) {
                go(() -> {
                    mu.lock();
                    running.send(Unit.UNIT);
                    cond.await();
                    awake.send(Unit.UNIT);
                    mu.unlock();
                });
            }
            for (int i = 0; i < n; i++) {
                running.receive(); // they hold the lock until they wait
            }
            for (int left = n; left > 0; left--) {
                assertThat(awake.tryReceive()).as("nobody was signalled").isNull();
                mu.lock();
                cond.signal();
                mu.unlock();
                awake.receive();
                assertThat(awake.tryReceive()).as("one was signalled").isNull();
            }
            cond.signal();
        });
    }

    /** A signal is for the one who has waited longest. */
    @Test
    @Tag("CO-2")
    void TestCondSignalGenerations() {
        Goroutines.run(() -> {
            var mu = new Mutex();
            var cond = new Cond(mu);
            int n = 100;
            var running = Chan.<Boolean>make(n);
            var awake = Chan.<Integer>make(n);
            for (int i = 0; i < n; i++) {
                int who = i;
                go(() -> {
                    mu.lock();
                    running.send(true);
                    cond.await();
                    awake.send(who);
                    mu.unlock();
                });
                if (i > 0) {
                    assertThat(awake.receive()).isEqualTo(i - 1);
                }
                running.receive();
                mu.lock();
                cond.signal();
                mu.unlock();
            }
        });
    }

    /** A broadcast wakes all, and nobody twice. */
    @Test
    @Tag("CO-2")
    void TestCondBroadcast() {
        Goroutines.run(() -> {
            var mu = new Mutex();
            var cond = new Cond(mu);
            int n = 200;
            var running = Chan.<Integer>make(n);
            var awake = Chan.<Integer>make(n);
            for (int i = 0; i < n; i++) {
                int who = i;
                go(() -> {
                    mu.lock();
                    while (!exit) {
                        running.send(who);
                        cond.await();
                        awake.send(who);
                    }
                    mu.unlock();
                });
            }
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < n; i++) {
                    running.receive();
                }
                mu.lock();
                exit = round == 4;
                cond.broadcast();
                mu.unlock();
                boolean[] seen = new boolean[n];
                for (int i = 0; i < n; i++) {
                    int who = awake.receive();
                    assertThat(seen[who]).as("%s twice", who).isFalse();
                    seen[who] = true;
                }
            }
            assertThat(running.tryReceive()).isNull();
        });
    }

    /** Three goroutines hand a variable on, by signals. */
    @Test
    void TestRace() {
        Goroutines.run(() -> {
            var mu = new Mutex();
            var cond = new Cond(mu);
            var ended = Chan.<Boolean>make();
            go(() -> {
                mu.lock();
                x = 1;
                cond.await();
                assertThat(x).isEqualTo(2);
                x = 3;
                cond.signal();
                mu.unlock();
                ended.send(true);
            });
            go(() -> {
                mu.lock();
                while (x != 1) {
                    mu.unlock();
                    gosched();
                    mu.lock();
                }
                x = 2;
                cond.signal();
                mu.unlock();
                ended.send(true);
            });
            go(() -> {
                mu.lock();
                while (x < 2) {
                    mu.unlock();
                    gosched();
                    mu.lock();
                }
                if (x == 2) {
                    cond.await();
                    assertThat(x).isEqualTo(3);
                }
                mu.unlock();
                ended.send(true);
            });
            for (int i = 0; i < 3; i++) {
                ended.receive();
            }
        });
    }

    /** Who waits when a broadcast comes is woken, although another begins to wait at that moment. */
    @Test
    @Tag("CO-2")
    void TestCondSignalStealing() {
        Goroutines.run(() -> {
            for (int i = 0; i < Goroutines.scaled(1000); i++) {
                var mu = new Mutex();
                var cond = new Cond(mu);
                var ch = Chan.<Unit>make();
                go(() -> {
                    mu.lock();
                    ch.send(Unit.UNIT);
                    cond.await();
                    mu.unlock();
                    ch.send(Unit.UNIT);
                });
                ch.receive();
                mu.lock(); // it waits now
                mu.unlock();

                done = false;
                go(cond::broadcast);
                var other = go(() -> {
                    mu.lock();
                    while (!done) {
                        cond.await();
                    }
                    mu.unlock();
                });
                ch.receive();

                mu.lock();
                done = true;
                mu.unlock();
                cond.broadcast();
                Goroutines.untilDead(other);
            }
        });
    }
}
