// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.selectInOrder;
import static io.go4j.InGoroutine.awaitWaiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitReason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SelectTest {
    @Test
    void yieldsWhatTheChosenCaseGives() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> in = Chan.make(1);
            Chan<Integer> out = Chan.make(1);
            in.send(7);
            String s = select(in.receiving().map(v -> "got " + v), otherwiseGet(() -> "nothing"));
            assertThat(s).isEqualTo("got 7");
            s = select(out.sending(42).map(() -> "sent"), in.receiving().map(v -> "got " + v));
            assertThat(s).isEqualTo("sent");
            assertThat(out.receive()).isEqualTo(42);
            s = select(in.receiving().map(v -> "got " + v), otherwiseGet(() -> "nothing"));
            assertThat(s).isEqualTo("nothing");
            in.send(3);
            int v = select(in.receiving(), out.receiving());
            assertThat(v).isEqualTo(3);
            Unit u = select(out.sending(1));
            assertThat(u).isEqualTo(Unit.UNIT);
        });
    }

    @Test
    void closedChannelGivesNullAndSendOnItPanics() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> ch = Chan.make();
            ch.close();
            var seen = new AtomicReference<Object>("unset");
            select(ch.onReceive(seen::set));
            assertThat(seen.get()).isNull();
            assertThatThrownBy(() -> select(ch.onSend(1, () -> {}), otherwise(() -> {}))).hasMessage("send on closed channel");
            Chan<Integer> nil = Chan.nil();
            assertThatThrownBy(() -> select(ch.onSend(1, () -> {}), nil.onReceive(v -> {}))).hasMessage("send on closed channel");
        });
    }

    @Test
    void switchedOffCaseIsLikeNil() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> ch = Chan.make(1);
            ch.send(1);
            for (int i = 0; i < 20; i++) {
                assertThat(select(ch.receiving().map(v -> "off").when(false), otherwiseGet(() -> "default"))).isEqualTo("default");
            }
            assertThat(select(ch.receiving().map(v -> "on").when(true), otherwiseGet(() -> "default").when(false))).isEqualTo("on");
        });
    }

    @Test
    void inOrderTakesTheFirstReadyCase() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> low = Chan.make(100);
            Chan<Integer> high = Chan.make(100);
            for (int i = 0; i < 100; i++) {
                low.send(1);
                high.send(2);
            }
            for (int i = 0; i < 100; i++) {
                assertThat((int) selectInOrder(high.receiving(), low.receiving())).isEqualTo(2);
            }
            assertThat((int) selectInOrder(high.receiving(), low.receiving())).isEqualTo(1);
        });
    }

    @Test
    void preparedSelectAsksItsSupplierOnceInEachRun() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> ch = Chan.make(3);
            var asked = new AtomicInteger();
            Select<Void> s = Select.of(ch.onSend(asked::incrementAndGet, () -> {}), otherwise(() -> {}));
            for (int i = 0; i < 5; i++) {
                s.run();
            }
            assertThat(asked.get()).isEqualTo(5);
            ch.close();
            assertThat(ch.stream().toList()).containsExactly(1, 2, 3);
        });
    }

    @Test
    void twoDefaultsAreRefused() {
        assertThatThrownBy(() -> select(otherwise(() -> {}), otherwise(() -> {})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("select: more than one default case");
    }

    @Test
    void timeoutWins() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> never = Chan.make();
            String s = select(never.receiving().map(v -> "value"), after(Duration.ofMillis(5)).receiving().map(t -> "timeout"));
            assertThat(s).isEqualTo("timeout");
        });
    }

    @Test
    void noCasesWaitForEver() throws Exception {
        InGoroutine.run(() -> {
            Thread[] thread = new Thread[1];
            Goroutine g = go(() -> {
                thread[0] = Thread.currentThread();
                select();
            });
            awaitWaiting(g);
            assertThat(g.waitReason()).isEqualTo(WaitReason.SELECT_NO_CASES);
            thread[0].interrupt();
            InGoroutine.await(() -> g.status() == GoroutineStatus.DEAD);
        });
    }

    @Test
    void interruptPerformsNoCase() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> in = Chan.make();
            Chan<Integer> out = Chan.make();
            Thread[] thread = new Thread[1];
            Chan<Boolean> interrupted = Chan.make(1);
            Goroutine g = go(() -> {
                thread[0] = Thread.currentThread();
                try {
                    select(in.onReceive(v -> {}), out.onSend(1, () -> {}));
                    interrupted.send(false);
                } catch (GoInterruptedException e) {
                    interrupted.send(true);
                }
            });
            awaitWaiting(g);
            assertThat(g.waitReason()).isEqualTo(WaitReason.SELECT);
            thread[0].interrupt();
            assertThat(interrupted.receive()).isTrue();
            assertThat(in.trySend(1)).isFalse();
            assertThat(out.tryReceive()).isNull();
        });
    }

    @Test
    void handlersMayThrowCheckedExceptions() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> ch = Chan.make(1);
            ch.send(1);
            assertThatThrownBy(() -> select(ch.onReceive(v -> {
                throw new IOException("disk");
            }))).isInstanceOf(IOException.class).hasMessage("disk");
        });
    }

    @Test
    void oneChannelMayStandInSeveralCases() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> ch = Chan.make();
            Chan<Integer> done = Chan.make();
            go(() -> {
                for (int i = 0; i < 1_000; i++) {
                    ch.send(i);
                }
                done.close();
            });
            int next = 0;
            while (next < 1_000) {
                int v = select(ch.receiving(), ch.receiving(), ch.receiving());
                assertThat(v).isEqualTo(next++);
            }
            done.receive();
        });
    }
}
