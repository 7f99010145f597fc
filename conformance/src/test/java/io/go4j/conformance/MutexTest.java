// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Go: src/sync/mutex_test.go. */
class MutexTest {
    private int guarded;

    /** Ten goroutines that take and give back the same thing: it is never with two of them. (Go's is a semaphore inside the runtime.) */
    @Test
    void TestSemaphore() {
        int loops = Goroutines.scaled(1000);
        Goroutines.run(() -> {
            var mu = new Mutex();
            var wg = new WaitGroup();
            for (int i = 0; i < 10; i++) {
                wg.go(() -> {
                    for (int j = 0; j < loops; j++) {
                        mu.lock();
                        guarded++;
                        mu.unlock();
                    }
                });
            }
            wg.await();
            assertThat(guarded).isEqualTo(10 * loops);
        });
    }

    /** tryLock fails on a locked mutex and succeeds on a free one; ten goroutines that lock and try to lock exclude each other. */
    @Test
    void TestMutex() {
        int loops = Goroutines.scaled(1000);
        Goroutines.run(() -> {
            var mu = new Mutex();
            mu.lock();
            assertThat(mu.tryLock()).isFalse();
            mu.unlock();
            assertThat(mu.tryLock()).isTrue();
            mu.unlock();

            var wg = new WaitGroup();
            var counted = Chan.<Integer>make(10);
            for (int i = 0; i < 10; i++) {
                wg.go(() -> {
                    int mine = 0;
                    for (int j = 0; j < loops; j++) {
                        boolean locked = true;
                        if (j % 3 == 0) {
                            locked = mu.tryLock();
                        } else {
                            mu.lock();
                        }
                        if (locked) {
                            guarded++;
                            mine++;
                            mu.unlock();
                        }
                    }
                    counted.send(mine);
                });
            }
            wg.await();
            counted.close();
            assertThat(counted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(guarded);
        });
    }

    /** Unlocking what is not locked, or not in that way, ends the program, whatever it would catch. */
    @ParameterizedTest
    @CsvSource({
        "MutexUnlock, unlock of unlocked mutex",
        "MutexUnlock2, unlock of unlocked mutex",
        "RWMutexUnlock, Unlock of unlocked RWMutex",
        "RWMutexUnlock2, Unlock of unlocked RWMutex",
        "RWMutexUnlock3, Unlock of unlocked RWMutex",
        "RWMutexRUnlock, RUnlock of unlocked RWMutex",
        "RWMutexRUnlock2, RUnlock of unlocked RWMutex",
        "RWMutexRUnlock3, RUnlock of unlocked RWMutex",
    })
    @Tag("MU-10")
    @Tag("RW-5")
    @Tag("go4j-run")
    void TestMutexMisuse(String program, String why) {
        Program p = Program.run(program);
        assertThat(p.stderr()).startsWith("fatal error: sync: " + why + "\n");
        assertThat(p.stdout()).isEmpty();
        assertThat(p.status()).isEqualTo(2);
    }

    /** A goroutine that now and then wants the mutex gets it from one that holds it nearly all the time. */
    @Test
    void TestMutexFairness() {
        Goroutines.run(() -> {
            var mu = new Mutex();
            var stop = Chan.<Unit>make();
            var hog = go(() -> {
                while (select(stop.receiving().map(u -> false), otherwiseGet(() -> true))) {
                    mu.lock();
                    sleep(Duration.ofNanos(100_000));
                    mu.unlock();
                }
            });
            var done = Chan.<Unit>make(1);
            go(() -> {
                for (int i = 0; i < 10; i++) {
                    sleep(Duration.ofNanos(100_000));
                    mu.lock();
                    mu.unlock();
                }
                done.send(Unit.UNIT);
            });
            boolean got = select(done.receiving().map(u -> true), after(Duration.ofSeconds(10)).receiving().map(t -> false));
            assertThat(got).as("the mutex within 10 s").isTrue();
            stop.close();
            Goroutines.untilDead(hog);
        });
    }
}
