// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.gosched;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Case;
import io.go4j.Chan;
import io.go4j.Select;
import io.go4j.sync.WaitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Go: test/ken/chan.go. */
class KenChanTest {
    private static final int VALUES = 76;

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger lines = new AtomicInteger();
    private final WaitGroup running = new WaitGroup();

    /** A channel that carries consecutive numbers; each end is used by one goroutine at a time. */
    private final class Line {
        final Chan<Integer> chan;
        private final int first = 100 * lines.getAndIncrement();
        private int nextSent = first;
        private int nextReceived = first;

        Line(int capacity) {
            chan = Chan.make(capacity);
        }

        boolean allSent() {
            return nextSent == first + VALUES;
        }

        boolean allReceived() {
            return nextReceived == first + VALUES;
        }

        void sentOne() {
            nextSent++;
            sent.incrementAndGet();
        }

        void receivedOne(int v) {
            assertThat(v).isEqualTo(nextReceived);
            nextReceived++;
            received.incrementAndGet();
        }
    }

    private static void dawdle() {
        for (int i = ThreadLocalRandom.current().nextInt(5); i > 0; i--) {
            gosched();
        }
    }

    private void send(Line line) {
        running.go(() -> {
            while (!line.allSent()) {
                dawdle();
                line.chan.send(line.nextSent);
                line.sentOne();
            }
        });
    }

    private void receive(Line line) {
        running.go(() -> {
            while (!line.allReceived()) {
                dawdle();
                line.receivedOne(line.chan.receive());
            }
        });
    }

    /** One goroutine, with one select for all. */
    private void select(List<Line> in, List<Line> out) {
        running.go(() -> {
            for (; ; ) {
                List<Case<Void>> cases = new ArrayList<>();
                in.stream().filter(l -> !l.allReceived()).forEach(l -> cases.add(l.chan.onReceive(l::receivedOne)));
                out.stream().filter(l -> !l.allSent()).forEach(l -> cases.add(l.chan.onSend(l.nextSent, l::sentOne)));
                if (cases.isEmpty()) {
                    return;
                }
                dawdle();
                @SuppressWarnings("unchecked")
                Case<Void>[] array = cases.toArray((Case<Void>[]) new Case<?>[0]);
                Select.of(array).run();
            }
        });
    }

    private List<Line> lines(int n, int capacity) {
        return IntStream.range(0, n).mapToObj(i -> new Line(capacity)).toList();
    }

    /**
     * Groups of channels between plain senders, plain receivers and selects of up to eight cases: nothing lost, doubled or out of order.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 100})
    void main(int capacity) {
        Goroutines.run(() -> {
            List<Line> plain = lines(4, capacity);
            plain.forEach(this::send);
            plain.forEach(this::receive);
            running.await();

            List<Line> toSelect = lines(4, capacity);
            toSelect.forEach(this::send);
            select(toSelect, List.of());
            running.await();

            List<Line> fromSelect = lines(4, capacity);
            fromSelect.forEach(this::receive);
            select(List.of(), fromSelect);
            running.await();

            List<Line> between = lines(4, capacity);
            select(List.of(), between);
            select(between, List.of());
            running.await();

            List<Line> there = lines(4, capacity);
            List<Line> back = lines(4, capacity);
            select(back, there);
            select(there, back);
            running.await();

            List<Line> ring = lines(4, capacity);
            List<Line> fed = lines(4, capacity);
            List<Line> drained = lines(4, capacity);
            fed.forEach(this::send);
            drained.forEach(this::receive);
            select(fed, ring);
            select(ring, drained);
            running.await();

            assertThat(sent).hasValue(lines.get() * VALUES);
            assertThat(received).hasValue(lines.get() * VALUES);
        });
    }
}
