// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.uninterruptibly;
import static io.go4j.InGoroutine.awaitWaiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.diag.WaitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ChanTest {
    @Test
    void pollTellsEverythingApart() throws Exception {
        InGoroutine.run(() -> {
            Chan<String> ch = Chan.make(1);
            assertThat(ch.poll()).isEqualTo(new Received.Empty<String>());
            assertThat(ch.poll(Duration.ofMillis(1))).isEqualTo(new Received.Empty<String>());
            ch.send("a");
            assertThat(ch.poll()).isEqualTo(new Received.Value<>("a"));
            ch.send("b");
            ch.close();
            assertThat(ch.isClosed()).isTrue();
            assertThat(ch.poll(Duration.ofSeconds(9))).isEqualTo(new Received.Value<>("b"));
            assertThat(ch.poll()).isEqualTo(new Received.Closed<String>());
            assertThat(ch.poll(Duration.ofSeconds(9))).isEqualTo(new Received.Closed<String>());
        });
    }

    @Test
    void timedSendIsNotDeliveredLater() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> ch = Chan.make();
            assertThat(ch.trySend(1, Duration.ofMillis(5))).isFalse();
            assertThat(ch.tryReceive()).isNull();
            Goroutine receiver = go(() -> assertThat(ch.receive()).isEqualTo(2));
            assertThat(ch.trySend(2, Duration.ofSeconds(30))).isTrue();
            InGoroutine.await(() -> receiver.status() == io.go4j.diag.GoroutineStatus.DEAD);
        });
    }

    @Test
    void nullIsNotAValue() {
        Chan<String> ch = Chan.make(1);
        assertThatThrownBy(() -> ch.send(null)).isInstanceOf(NullPointerException.class).hasMessageContaining("null is not a value");
        assertThatThrownBy(() -> ch.trySend(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ch.sending((String) null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void misusePanicsWithGosWords() {
        Chan<Integer> ch = Chan.make();
        ch.close();
        assertThatThrownBy(() -> ch.send(1)).isInstanceOf(Panic.class).hasMessage("send on closed channel");
        assertThatThrownBy(() -> ch.trySend(1)).isInstanceOf(Panic.class).hasMessage("send on closed channel");
        assertThatThrownBy(() -> ch.trySend(1, Duration.ofSeconds(1))).isInstanceOf(Panic.class).hasMessage("send on closed channel");
        assertThatThrownBy(ch::close).isInstanceOf(Panic.class).hasMessage("close of closed channel");
        assertThatThrownBy(() -> Chan.nil().close()).isInstanceOf(Panic.class).hasMessage("close of nil channel");
        assertThatThrownBy(() -> Chan.make(-1)).isInstanceOf(Panic.class).hasMessage("makechan: size out of range");
    }

    @Test
    void nilIsNeverReady() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> nil = Chan.nil();
            assertThat(nil.trySend(1)).isFalse();
            assertThat(nil.trySend(1, Duration.ofMillis(1))).isFalse();
            assertThat(nil.poll(Duration.ofMillis(1))).isEqualTo(new Received.Empty<Integer>());
            assertThat(nil.len()).isZero();
            assertThat(nil.cap()).isZero();
            Thread[] thread = new Thread[1];
            Goroutine g = go(() -> {
                thread[0] = Thread.currentThread();
                nil.receive();
            });
            awaitWaiting(g);
            assertThat(g.waitReason()).isEqualTo(WaitReason.CHAN_RECEIVE_NIL);
            thread[0].interrupt();
            InGoroutine.await(() -> g.status() == io.go4j.diag.GoroutineStatus.DEAD);
        });
    }

    @Test
    void interruptEndsABlockedSendAndTheValueStays() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> ch = Chan.make();
            var thread = new AtomicReference<Thread>();
            Chan<String> outcome = Chan.make(1);
            Goroutine g = go(() -> {
                thread.set(Thread.currentThread());
                try {
                    ch.send(1);
                    outcome.send("sent");
                } catch (GoInterruptedException e) {
                    outcome.send("interrupted, status " + Thread.currentThread().isInterrupted());
                }
            });
            awaitWaiting(g);
            assertThat(g.waitReason()).isEqualTo(WaitReason.CHAN_SEND);
            thread.get().interrupt();
            assertThat(outcome.receive()).isEqualTo("interrupted, status true");
            assertThat(ch.tryReceive()).isNull();
        });
    }

    @Test
    void readyOperationSucceedsThoughInterrupted() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> ch = Chan.make(1);
            Thread.currentThread().interrupt();
            ch.send(1);
            assertThat(ch.receive()).isEqualTo(1);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThatThrownBy(ch::receive).isInstanceOf(GoInterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
        });
    }

    @Test
    void commitWinsAgainstInterrupt() throws Exception {
        InGoroutine.run(() -> {
            for (int i = 0; i < 2_000; i++) {
                Chan<Integer> ch = Chan.make();
                Chan<Boolean> got = Chan.make(1);
                var thread = new AtomicReference<Thread>();
                Goroutine g = go(() -> {
                    thread.set(Thread.currentThread());
                    try {
                        got.send(ch.receive() != null);
                    } catch (GoInterruptedException e) {
                        Thread.interrupted();
                        got.send(false);
                    }
                });
                awaitWaiting(g);
                Thread victim = thread.get();
                Thread interrupter = Thread.ofPlatform().start(victim::interrupt);
                boolean sent = ch.trySend(1);
                assertThat(got.receive()).as("what the sender saw is what the receiver saw").isEqualTo(sent);
                interrupter.join();
                if (i % 100 == 0) {
                    InGoroutine.await(() -> g.status() == io.go4j.diag.GoroutineStatus.DEAD);
                }
            }
        });
    }

    @Test
    void uninterruptiblyKeepsInterruptsBack() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> ch = Chan.make();
            Chan<String> outcome = Chan.make(1);
            var thread = new AtomicReference<Thread>();
            Goroutine g = go(() -> {
                thread.set(Thread.currentThread());
                Integer[] v = new Integer[1];
                uninterruptibly(() -> v[0] = ch.receive());
                outcome.send(v[0] + " " + Thread.interrupted());
            });
            awaitWaiting(g);
            thread.get().interrupt();
            thread.get().interrupt();
            ch.send(5);
            assertThat(outcome.receive()).isEqualTo("5 true");
        });
    }

    @Test
    void ordinaryThreadsTakePart() throws Exception {
        Chan<Integer> ch = Chan.make();
        List<Integer> got = new ArrayList<>();
        Thread platform = Thread.ofPlatform().start(() -> {
            for (int v : ch) {
                got.add(v);
            }
        });
        Thread virtual = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 100; i++) {
                ch.send(i);
            }
        });
        virtual.join();
        go(() -> {
            for (int i = 100; i < 200; i++) {
                ch.send(i);
            }
            ch.close();
        });
        platform.join();
        assertThat(got).hasSize(200).isSorted();
    }

    @Test
    void streamEndsWithTheChannel() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> ch = Chan.make(3);
            go(() -> {
                for (int i = 1; i <= 10; i++) {
                    ch.send(i);
                }
                ch.close();
            });
            assertThat(ch.stream().mapToInt(i -> i).sum()).isEqualTo(55);
        });
    }

    @Test
    void sidesAreTheSameObject() {
        Chan<Integer> ch = Chan.make();
        SendChan<Integer> in = ch;
        RecvChan<Integer> out = ch;
        assertThat((Object) in).isSameAs(out);
        assertThat(ch).hasToString("chan(unbuffered)");
        assertThat(Chan.nil()).hasToString("chan(nil)");
        Chan<Integer> buffered = Chan.make(4);
        buffered.send(1);
        buffered.close();
        assertThat(buffered).hasToString("chan(1 of 4, closed)");
    }
}
