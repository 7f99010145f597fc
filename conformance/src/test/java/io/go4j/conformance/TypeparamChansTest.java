// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.Unit;
import io.go4j.sync.WaitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Go: test/typeparam/chans.go, with a channel that is closed in place of a context. */
class TypeparamChansTest {
    private static <T> List<T> readAll(RecvChan<Unit> done, RecvChan<T> c) {
        List<T> got = new ArrayList<>();
        while (select(c.receiving().map(v -> v != null && got.add(v)), done.receiving().map(u -> false))) {
            // one more
        }
        return got;
    }

    private static <T> RecvChan<T> merge(RecvChan<Unit> done, RecvChan<T> a, RecvChan<T> b) {
        var out = Chan.<T>make();
        go(() -> {
            boolean[] open = {true, true};
            boolean[] stop = {false};
            while (!stop[0] && (open[0] || open[1])) {
                select(
                        done.onReceive(u -> stop[0] = true),
                        a.onReceive(v -> open[0] = forward(v, out)).when(open[0]),
                        b.onReceive(v -> open[1] = forward(v, out)).when(open[1]));
            }
            out.close();
        });
        return out;
    }

    private static <T> boolean forward(T v, Chan<T> out) {
        if (v == null) {
            return false;
        }
        out.send(v);
        return true;
    }

    private static <T> RecvChan<T> filter(RecvChan<Unit> done, RecvChan<T> in, Predicate<T> wanted) {
        var out = Chan.<T>make();
        go(() -> {
            boolean[] more = {true};
            while (more[0]) {
                select(
                        done.onReceive(u -> more[0] = false),
                        in.onReceive(v -> more[0] = v != null && (!wanted.test(v) || forward(v, out))));
            }
            out.close();
        });
        return out;
    }

    @SafeVarargs
    private static <T> RecvChan<T> of(T... values) {
        var c = Chan.<T>make();
        go(() -> {
            for (T v : values) {
                c.send(v);
            }
            c.close();
        });
        return c;
    }

    /** All values up to the close. */
    @Test
    void TestReadAll() {
        Goroutines.run(() -> {
            assertThat(readAll(Chan.nil(), of(4, 2, 5))).containsExactly(4, 2, 5);
            var done = Chan.<Unit>make();
            done.close();
            assertThat(readAll(done, Chan.<Integer>make())).isEmpty();
        });
    }

    /** Two channels into one, which is closed when both are. */
    @Test
    void TestMerge() {
        Goroutines.run(() -> {
            List<Integer> got = new ArrayList<>(readAll(Chan.nil(), merge(Chan.nil(), of(1, 3, 5), of(2, 4, 6))));
            assertThat(got).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
            assertThat(got.stream().filter(v -> v % 2 == 1)).containsExactly(1, 3, 5);
        });
    }

    /** Only some values pass. */
    @Test
    void TestFilter() {
        Goroutines.run(() -> assertThat(readAll(Chan.nil(), filter(Chan.nil(), of(1, 2, 3), v -> v % 2 == 0))).containsExactly(2));
    }

    /** Values that nobody wants are taken all the same. */
    @Test
    void TestSink() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make();
            go(() -> c.forEach(v -> {}));
            for (int i = 0; i < 3; i++) {
                c.send(i);
            }
            c.close();
        });
    }

    /** A value that lies in a channel with room for one is with one goroutine at a time, and needs no lock. */
    @Test
    void TestExclusive() {
        Goroutines.run(() -> {
            var cell = Chan.<int[]>make(1);
            cell.send(new int[1]);
            var wg = new WaitGroup();
            for (int i = 0; i < 2; i++) {
                wg.go(() -> {
                    for (int j = 0; j < 1000; j++) {
                        int[] p = cell.receive();
                        p[0]++;
                        cell.send(p);
                    }
                });
            }
            wg.await();
            assertThat(cell.receive()[0]).isEqualTo(2000);
        });
    }

    /** While it is out, nobody else can have it. */
    @Test
    void TestExclusiveTry() {
        Goroutines.run(() -> {
            var cell = Chan.<String>make(1);
            cell.send("s");
            assertThat(cell.tryReceive()).isEqualTo("s");
            Goroutines.untilDead(go(() -> assertThat(cell.tryReceive()).isNull()));
            assertThat(cell.trySend("s")).isTrue();
            assertThat(cell.trySend("t")).as("released twice").isFalse();
            assertThat(cell.tryReceive()).isEqualTo("s");
        });
    }

    /** A receiver that goes away tells the sender by a channel of its own; the sender stops instead of blocking. */
    @Test
    void TestRanger() {
        Goroutines.run(() -> {
            var values = Chan.<Integer>make();
            var gone = Chan.<Unit>make();
            go(() -> {
                assertThat(values.receive()).isEqualTo(1);
                gone.close();
            });
            boolean first = select(values.sending(1).map(() -> true));
            assertThat(first).isTrue();
            boolean second = select(values.sending(2).map(() -> true), gone.receiving().map(u -> false));
            assertThat(second).isFalse();
            assertThatThrownBy(gone::close).hasMessage("close of closed channel");
        });
    }
}
