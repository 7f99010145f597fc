// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import io.go4j.SendChan;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.ref.Cleaner;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;

/** Outsiders that a garbage collection starts: finalizers, cleaners, reference queues, listeners to the collector. */
final class CollectorParts {
    private CollectorParts() {}

    /** Sends when it is found to be garbage. */
    private static final class Finalized {
        private final Runnable answer;

        Finalized(Runnable answer) {
            this.answer = answer;
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"}) // as long as there are finalizers, they may wake a goroutine
        protected void finalize() {
            answer.run();
        }
    }

    private static void dropFinalized(Runnable answer) {
        new Finalized(answer);
    }

    static Part finalizer(SplittableRandom r) {
        return Outsider.part("finalizer", Silence.ALWAYS, r, () -> (v, delay, reply) -> {
            dropFinalized(() -> Outsider.answer(v, delay, reply));
            System.gc();
        });
    }

    /** A cleaner with a thread of its own. */
    static Part cleaner(SplittableRandom r) {
        return Outsider.part("cleaner", Silence.ALWAYS, r, () -> {
            Cleaner cleaner = Cleaner.create();
            return (v, delay, reply) -> {
                cleaner.register(new Object(), () -> Outsider.answer(v, delay, reply));
                System.gc();
            };
        });
    }

    @SuppressWarnings("restricted")
    private static void dropSegment(Runnable answer) {
        MemorySegment.ofAddress(0).reinterpret(8, Arena.ofAuto(), s -> answer.run());
    }

    /** The JDK's own cleaner, which runs what programs hang on memory that is freed by the collector. */
    static Part commonCleaner(SplittableRandom r) {
        return Outsider.part("the JDK's cleaner", Silence.ALWAYS, r, () -> (v, delay, reply) -> {
            dropSegment(() -> Outsider.answer(v, delay, reply));
            System.gc();
        });
    }

    /** A goroutine waits for a reference that the collector clears; it is woken by the JVM's thread for that. */
    static Part referenceQueue(SplittableRandom r) {
        return Part.of("reference queue", 1, Silence.ALWAYS, (in, out) -> {
            boolean first = true;
            for (long v : in) {
                if (first) {
                    ReferenceQueue<Object> queue = new ReferenceQueue<>();
                    var reference = new WeakReference<>(new Object(), queue);
                    System.gc();
                    if (queue.remove() != reference) {
                        throw new IllegalStateException("another reference");
                    }
                    first = false;
                }
                out.send(v + 1);
            }
        });
    }

    /** Listens to notifications that the JVM sends after a collection. */
    private record Listening(List<NotificationEmitter> emitters, List<NotificationListener> listeners) implements Outsider {
        @Override
        public void ask(long value, Duration delay, SendChan<Long> reply) throws Exception {
            boolean[] answered = {false}; // there may be more than one notification, all on one thread
            NotificationListener listener = (notification, handback) -> {
                if (!answered[0]) {
                    answered[0] = true;
                    Outsider.answer(value, delay, reply);
                }
            };
            listeners.add(listener);
            for (NotificationEmitter emitter : emitters) {
                emitter.addNotificationListener(listener, null, null);
            }
            System.gc();
        }

        @Override
        public void end() throws Exception {
            for (NotificationEmitter emitter : emitters) {
                for (NotificationListener listener : listeners) {
                    emitter.removeNotificationListener(listener);
                }
            }
        }
    }

    static Part collectorListener(SplittableRandom r) {
        return Outsider.part("listener to the collector", Silence.ALWAYS, r, () -> {
            List<NotificationEmitter> emitters = new ArrayList<>();
            for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
                emitters.add((NotificationEmitter) bean);
            }
            return new Listening(emitters, new ArrayList<>());
        });
    }

    /** Listens for a memory pool that is fuller after a collection than one byte. */
    static Part memoryListener(SplittableRandom r) {
        return Outsider.part("listener to a memory pool", Silence.ALWAYS, r, () -> {
            var emitter = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
            var listening = new Listening(List.of(emitter), new ArrayList<>());
            return new Outsider() {
                @Override
                public void ask(long value, Duration delay, SendChan<Long> reply) throws Exception {
                    setThresholds(0); // so that passing it is news again
                    setThresholds(1);
                    listening.ask(value, delay, reply);
                }

                @Override
                public void end() throws Exception {
                    setThresholds(0);
                    listening.end();
                }
            };
        });
    }

    private static void setThresholds(long bytes) {
        ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .forEach(pool -> pool.setCollectionUsageThreshold(bytes));
    }
}
