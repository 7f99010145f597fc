// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs looks for leaks one after the other, and keeps views of goroutines apart from them. */
final class Looks {
    /*
     * A round of Leaks takes the threads of goroutines away for a moment, so who takes a stack trace then would see none. The other way
     * round, who takes a stack trace holds a thread, so a round at that moment would take the thread for one that somebody can wake. So
     * there are either views, any number of them, or a round. A view is short, that of one goroutine, and waits for the end of a round.
     *
     * A look runs on a thread of its own. It opens the gate again at its end, and must not need a processor for that: among those who wait
     * at the gate may be the report that there are no threads left to run goroutines.
     *
     * Whoever asks for leaks while a look runs has perhaps made one that this look does not know of. All who ask meanwhile share the next.
     *
     * What waits at the gate must not be what a round waits for. Finalizers are: one of the user's may look at goroutines.
     *
     * Rejected: a read-write lock of the JDK (nobody could pass who must not wait); views that are repeated until no round came between
     * (one of a million goroutines would never end).
     */
    private static final int CLOSED = 1 << 30;

    /** How many views there are at the moment, and CLOSED. */
    private static final AtomicInteger GATE = new AtomicInteger();

    /** Told when the gate opens, and when the last view is over. */
    private static final Object MOVED = new Object();

    /** Held during a look. */
    private static final ReentrantLock TURN = new ReentrantLock(true);

    /** The thread of the look that runs. */
    private static volatile @Nullable Thread looker;

    private Looks() {}

    // --- views ---

    /** A view begins: it may get hold of the threads of goroutines until {@link #leave}. Does not nest. Any thread. */
    static boolean enter() {
        while (Carrier.FULL) {
            int now = GATE.get();
            if (now < CLOSED) {
                if (GATE.compareAndSet(now, now + 1)) {
                    return true;
                }
            } else if (Thread.currentThread() == looker || isFinalizer(Thread.currentThread())) {
                return false;
            } else {
                awaitGate(() -> GATE.get() < CLOSED);
            }
        }
        return false;
    }

    /** It is over; {@code entered} is what {@link #enter} returned. */
    static void leave(boolean entered) {
        if (entered && GATE.decrementAndGet() == CLOSED) {
            moved();
        }
    }

    private static boolean isFinalizer(Thread t) {
        ThreadGroup group = t.isVirtual() ? null : t.getThreadGroup();
        return group != null && group.getParent() == null && (t.getName().equals("Finalizer") || t.getName().equals("Secondary finalizer"));
    }

    // --- rounds ---

    /** A round begins: waits until no view is under way and lets none begin. The thread of a look only. */
    static void close() {
        GATE.addAndGet(CLOSED);
        awaitGate(() -> GATE.get() == CLOSED);
    }

    /** The round is over. */
    static void open() {
        GATE.addAndGet(-CLOSED);
        moved();
    }

    private static void moved() {
        synchronized (MOVED) {
            MOVED.notifyAll();
        }
    }

    /** An interrupt does not end this wait. */
    private static void awaitGate(BooleanSupplier condition) {
        boolean interrupted = false;
        synchronized (MOVED) {
            while (!condition.getAsBoolean()) {
                try {
                    MOVED.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // --- looks ---

    /** Something that only one thread at a time does, and whoever wants to know how it ended. */
    private static class Look<T> {
        private final Supplier<T> what;
        private final CountDownLatch over = new CountDownLatch(1);
        private @Nullable T result;
        private @Nullable Throwable failure;

        Look(Supplier<T> what) {
            this.what = what;
        }

        /** It is its turn. */
        void begins() {}

        private void run() {
            TURN.lock();
            try {
                looker = Thread.currentThread();
                begins();
                result = what.get();
            } catch (Throwable t) {
                failure = t;
            } finally {
                looker = null;
                TURN.unlock();
                over.countDown();
            }
        }

        /** Runs it on a thread of its own, and waits for the end of that. */
        void start() {
            Thread t = new Thread(Sched.THREADS, this::run, "go4j-leaks", 0, false);
            t.setDaemon(true);
            t.setContextClassLoader(ClassLoader.getSystemClassLoader());
            try {
                t.start();
            } catch (OutOfMemoryError e) {
                run(); // there is no thread to be had
                return;
            }
            boolean interrupted = false;
            while (t.isAlive()) {
                try {
                    t.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Waits for its end, also when interrupted; returns its result. Any number of threads may. */
        T await() {
            boolean interrupted = false;
            while (over.getCount() > 0) {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure instanceof UnsupportedOperationException e) {
                throw new UnsupportedOperationException(e.getMessage(), e); // each who asked gets one of its own
            }
            T r = result;
            if (failure != null || r == null) {
                throw new IllegalStateException("go4j bug: a look for leaks failed", failure);
            }
            return r;
        }
    }

    /** Runs {@code what} when no other look runs. Any thread, which waits. */
    static <T> T run(Supplier<T> what) {
        Look<T> look = new Look<>(what);
        look.start();
        return look.await();
    }

    /** The same, but whoever comes before it begins gets the same result. One for each question. */
    static final class Shared<T> {
        private final Supplier<T> what;
        private @Nullable Look<T> next;

        Shared(Supplier<T> what) {
            this.what = what;
        }

        T run() {
            Look<T> mine = new Look<>(what) {
                @Override
                void begins() {
                    begun();
                }
            };
            Look<T> first = nextOr(mine);
            if (first == mine) {
                mine.start();
            }
            return first.await();
        }

        private synchronized Look<T> nextOr(Look<T> mine) {
            Look<T> first = next;
            if (first == null) {
                next = mine;
                first = mine;
            }
            return first;
        }

        private synchronized void begun() {
            next = null;
        }
    }
}
