// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.Panic;
import io.go4j.Received;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What does not wait is linearizable: trySend, poll, close, len, isClosed and select with default, from platform threads. */
@Tag("stress")
class ChanLincheckTest {
    // Lincheck makes an object of the class under test for each scenario, and calls its operations from its own threads.

    static String trySend(Chan<Integer> ch, int v) {
        try {
            return ch.trySend(v) ? "sent" : "full";
        } catch (Panic p) {
            return "panic: " + p.getMessage();
        }
    }

    static String poll(Chan<Integer> ch) {
        return switch (ch.poll()) {
            case Received.Value<Integer>(var v) -> v.toString();
            case Received.Closed<Integer> c -> "closed";
            case Received.Empty<Integer> e -> "empty";
        };
    }

    static String close(Chan<Integer> ch) {
        try {
            ch.close();
            return "closed";
        } catch (Panic p) {
            return "panic: " + p.getMessage();
        }
    }

    /** Operations of one channel; each is public for Lincheck. */
    @Param(name = "v", gen = IntGen.class, conf = "1:3")
    public static class OneChan {
        final Chan<Integer> ch;

        OneChan(int capacity) {
            ch = Chan.make(capacity);
        }

        @Operation
        public String trySend(@Param(name = "v") int v) {
            return ChanLincheckTest.trySend(ch, v);
        }

        @Operation
        public String poll() {
            return ChanLincheckTest.poll(ch);
        }

        @Operation
        public String close() {
            return ChanLincheckTest.close(ch);
        }

        @Operation
        public int len() {
            return ch.len();
        }

        @Operation
        public boolean isClosed() {
            return ch.isClosed();
        }
    }

    public static class Unbuffered extends OneChan {
        public Unbuffered() {
            super(0);
        }
    }

    public static class Capacity1 extends OneChan {
        public Capacity1() {
            super(1);
        }
    }

    public static class Capacity2 extends OneChan {
        public Capacity2() {
            super(2);
        }
    }

    public static class Spec0 extends ChanSpec {
        public Spec0() {
            super(0);
        }
    }

    public static class Spec1 extends ChanSpec {
        public Spec1() {
            super(1);
        }
    }

    public static class Spec2 extends ChanSpec {
        public Spec2() {
            super(2);
        }
    }

    /** Two channels, and a select with default that receives from the first or else sends on the second. */
    @Param(name = "v", gen = IntGen.class, conf = "1:3")
    public static class TwoChans {
        private final Chan<Integer> a = Chan.make(1);
        private final Chan<Integer> b = Chan.make(1);

        @Operation
        public String sendA(@Param(name = "v") int v) {
            return trySend(a, v);
        }

        @Operation
        public String sendB(@Param(name = "v") int v) {
            return trySend(b, v);
        }

        @Operation
        public String pollA() {
            return poll(a);
        }

        @Operation
        public String pollB() {
            return poll(b);
        }

        @Operation
        public String closeA() {
            return close(a);
        }

        @Operation
        public String select(@Param(name = "v") int v) {
            return Go4j.selectInOrder(
                    a.receiving().map(x -> "first " + (x == null ? "closed" : x.toString())),
                    b.sending(v).map(() -> "second sent"),
                    Go4j.otherwiseGet(() -> "default"));
        }
    }

    public static class TwoSpec {
        private final ChanSpec a = new ChanSpec(1);
        private final ChanSpec b = new ChanSpec(1);

        public String sendA(int v) {
            return a.trySend(v);
        }

        public String sendB(int v) {
            return b.trySend(v);
        }

        public String pollA() {
            return a.poll();
        }

        public String pollB() {
            return b.poll();
        }

        public String closeA() {
            return a.close();
        }

        public String select(int v) {
            return a.selectBoth(b, v);
        }
    }

    static ModelCheckingOptions modelChecking() {
        int factor = Integer.getInteger("go4j.stress", 1);
        return new ModelCheckingOptions()
                .threads(2)
                .actorsBefore(2)
                .actorsPerThread(3)
                .actorsAfter(2)
                .iterations(8 * factor)
                .invocationsPerIteration(300);
    }

    static StressOptions stress() {
        int factor = Integer.getInteger("go4j.stress", 1);
        return new StressOptions()
                .threads(3)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(1)
                .iterations(5 * factor)
                .invocationsPerIteration(1000);
    }

    @Test
    void unbuffered() {
        modelChecking().sequentialSpecification(Spec0.class).check(Unbuffered.class);
        stress().sequentialSpecification(Spec0.class).check(Unbuffered.class);
    }

    @Test
    void capacity1() {
        modelChecking().sequentialSpecification(Spec1.class).check(Capacity1.class);
        stress().sequentialSpecification(Spec1.class).check(Capacity1.class);
    }

    @Test
    void capacity2() {
        modelChecking().sequentialSpecification(Spec2.class).check(Capacity2.class);
        stress().sequentialSpecification(Spec2.class).check(Capacity2.class);
    }

    @Test
    void selectOverTwoChannels() {
        modelChecking().sequentialSpecification(TwoSpec.class).check(TwoChans.class);
        stress().sequentialSpecification(TwoSpec.class).check(TwoChans.class);
    }

    // --- the checker is checked ---

    /** The ring of a channel without its lock. */
    @Param(name = "v", gen = IntGen.class, conf = "1:3")
    public static class NoLock_Broken {
        private final Object[] slots = new Object[2];
        private int head;
        private int count;
        private boolean closed;

        @Operation
        public String trySend(@Param(name = "v") int v) {
            if (closed) {
                return "panic: send on closed channel";
            }
            if (count == slots.length) {
                return "full";
            }
            slots[(head + count) % slots.length] = v;
            count++;
            return "sent";
        }

        @Operation
        public String poll() {
            if (count == 0) {
                return closed ? "closed" : "empty";
            }
            Object v = slots[head];
            slots[head] = null;
            head = (head + 1) % slots.length;
            count--;
            return String.valueOf(v);
        }

        @Operation
        public String close() {
            if (closed) {
                return "panic: close of closed channel";
            }
            closed = true;
            return "closed";
        }

        @Operation
        public int len() {
            return count;
        }

        @Operation
        public boolean isClosed() {
            return closed;
        }
    }

    /** The glance in the wrong order: closed is looked at before empty, so a poll can miss what was sent before the close. */
    @Param(name = "v", gen = IntGen.class, conf = "1:3")
    public static class GlanceOrder_Broken {
        private final ArrayDeque<Integer> values = new ArrayDeque<>();
        private volatile int count;
        private volatile boolean closed;

        @Operation
        public synchronized String trySend(@Param(name = "v") int v) {
            if (closed) {
                return "panic: send on closed channel";
            }
            if (count == 2) {
                return "full";
            }
            values.add(v);
            count = values.size();
            return "sent";
        }

        @Operation
        public String poll() {
            boolean wasOpen = !closed;
            if (count == 0) {
                return wasOpen && !closed ? "empty" : "closed"; // Hchan looks again under the lock
            }
            synchronized (this) {
                Integer v = values.poll();
                count = values.size();
                return v != null ? v.toString() : closed ? "closed" : "empty";
            }
        }

        @Operation
        public synchronized String close() {
            if (closed) {
                return "panic: close of closed channel";
            }
            closed = true;
            return "closed";
        }

        @Operation
        public int len() {
            return count;
        }

        @Operation
        public boolean isClosed() {
            return closed;
        }
    }

    /** A select that looks at its channels one after the other, each under its own lock. */
    @Param(name = "v", gen = IntGen.class, conf = "1:3")
    public static class OneByOne_Broken extends TwoChans {
        @Override
        @Operation
        public String select(@Param(name = "v") int v) {
            String first = pollA();
            if (!first.equals("empty")) {
                return "first " + first;
            }
            String second = sendB(v);
            return second.equals("full") ? "default" : "second " + second;
        }
    }

    @Test
    void lincheckFindsTheMissingLock() {
        assertThatThrownBy(() -> modelChecking().iterations(200).sequentialSpecification(Spec2.class).check(NoLock_Broken.class))
                .isInstanceOf(LincheckAssertionError.class);
        assertThatThrownBy(() -> stress().iterations(200).sequentialSpecification(Spec2.class).check(NoLock_Broken.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void lincheckFindsTheWrongOrderOfGlances() {
        assertThatThrownBy(() -> modelChecking().iterations(200).sequentialSpecification(Spec2.class).check(GlanceOrder_Broken.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void lincheckFindsTheSelectThatLooksOneByOne() {
        assertThatThrownBy(() -> modelChecking().iterations(200).sequentialSpecification(TwoSpec.class).check(OneByOne_Broken.class))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
