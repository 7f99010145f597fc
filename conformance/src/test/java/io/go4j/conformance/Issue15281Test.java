// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Goroutine;
import io.go4j.diag.WaitReason;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue15281.go. */
class Issue15281Test {
    private static WeakReference<byte[]> sendBig(Chan<byte[]> c) {
        byte[] big = new byte[10 << 20];
        c.send(big);
        return new WeakReference<>(big);
    }

    private static void checkCollected(WeakReference<byte[]> big) {
        assertThat(Heap.survivors(List.of(big))).as("still reachable").isZero();
    }

    private static void checkBuffered(Consumer<Chan<byte[]>> receiveOne) {
        Goroutines.run(() -> {
            var c = Chan.<byte[]>make(10);
            WeakReference<byte[]> big = sendBig(c);
            assertThat(Heap.survivors(List.of(big))).as("kept while in the buffer").isOne();
            receiveOne.accept(c);
            checkCollected(big);
            assertThat(c.cap()).isEqualTo(10); // the channel itself is still in use
        });
    }

    private static void checkLength(byte[] received) {
        assertThat(received.length).isEqualTo(10 << 20);
    }

    /** A buffer does not keep what was taken out of it, by each kind of receive. */
    @Test
    @Tag("CH-18")
    void main() {
        checkBuffered(c -> checkLength(c.receive()));
        checkBuffered(c -> checkLength(c.tryReceive()));
        checkBuffered(c -> select(c.onReceive(Issue15281Test::checkLength), Chan.nil().onReceive(v -> {})));
    }

    /** A loop over a channel does not keep the value of the turn before while it waits for the next. */
    @Test
    @Tag("RNG-2")
    void f1() {
        Goroutines.run(() -> {
            var c = Chan.<byte[]>make();
            Goroutine loop = go(() -> {
                for (byte[] v : c) {
                    checkLength(v);
                }
            });
            WeakReference<byte[]> big = sendBig(c);
            Goroutines.untilWaiting(loop, WaitReason.CHAN_RECEIVE);
            checkCollected(big);
            c.close();
            Goroutines.untilDead(loop);
        });
    }

    /** A goroutine that was handed a value, or handed one over, keeps it in none of its waiting records. */
    @Test
    @Tag("CH-18")
    void f2() {
        Goroutines.run(() -> {
            var c = Chan.<byte[]>make();
            var next = Chan.<Integer>make();
            Goroutine receiver = go(() -> {
                select(c.onReceive(Issue15281Test::checkLength), Chan.nil().onReceive(v -> {}));
                next.receive();
            });
            Goroutines.untilWaiting(receiver, WaitReason.SELECT);
            WeakReference<byte[]> big = sendBig(c);
            Goroutines.untilWaiting(receiver, WaitReason.CHAN_RECEIVE);
            checkCollected(big);
            next.send(1);

            Goroutine sender = go(() -> {
                sendBig(c);
                next.receive();
            });
            Goroutines.untilWaiting(sender, WaitReason.CHAN_SEND);
            var taken = new WeakReference<>(c.receive());
            Goroutines.untilWaiting(sender, WaitReason.CHAN_RECEIVE);
            checkCollected(taken);
            next.send(1);
        });
    }
}
