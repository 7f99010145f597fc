// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Panic;
import io.go4j.RecvChan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import io.go4j.sync.Semaphore;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends every value to all who listen.
 *
 * {@snippet file="flow/Broadcasting.java" region="broadcast"}
 *
 * <p>Nothing is dropped: {@link #send} waits for the slowest. Give listeners buffers, or let them leave.
 *
 * @param <T> the type of the values
 */
public final class Broadcast<T> implements AutoCloseable {
    /*
     * `sending` makes sends one after another, so that all listeners see one order; it is held while a send waits, so waiting for it must
     * be interruptible: no Mutex. The list has a lock of its own: who leaves must not wait for a send that waits for him.
     */
    private final Semaphore sending = new Semaphore(1);
    private final Mutex mutex = new Mutex();

    // guarded by mutex
    private final List<Listener<T>> listeners = new ArrayList<>();
    private boolean closed;

    /** Makes one to which nobody listens. */
    public Broadcast() {}

    /**
     * One who listens.
     *
     * @param <T> the type of the values
     */
    public static final class Listener<T> implements AutoCloseable {
        private final Broadcast<T> source;
        private final Chan<T> values;
        private final Chan<Unit> left = Chan.make();

        private Listener(Broadcast<T> source, int capacity) {
            this.source = source;
            this.values = Chan.make(capacity);
        }

        /**
         * Returns the channel of the values.
         *
         * @return closed when the broadcast is; not by {@link #close}
         */
        public RecvChan<T> channel() {
            return values;
        }

        /** Leaves: no value comes any more, and no send waits. May be called more than once. */
        @Override
        public void close() {
            source.leave(this);
        }
    }

    /**
     * Begins to listen: to all that is sent from now on.
     *
     * @param capacity how many values may wait for this listener
     * @return the listener
     */
    public Listener<T> listen(int capacity) {
        Listener<T> l = new Listener<>(this, capacity);
        mutex.lock();
        try {
            if (closed) {
                l.values.close();
            } else {
                listeners.add(l);
            }
        } finally {
            mutex.unlock();
        }
        return l;
    }

    private void leave(Listener<T> l) {
        mutex.lock();
        try {
            if (listeners.remove(l)) {
                l.left.close();
            }
        } finally {
            mutex.unlock();
        }
    }

    /**
     * Sends {@code value} to all who listen; waits until the sends before have ended, then until each has taken it, has room for it, or
     * has left.
     *
     * @param value the value
     * @throws Panic {@code send on closed channel}
     * @throws io.go4j.GoInterruptedException if the thread is interrupted while, or when, it would have to wait; some may have got the
     *     value
     */
    public void send(T value) {
        sending.acquire();
        try {
            for (Listener<T> l : listenersNow()) {
                select(l.values.sending(value).map(() -> true), l.left.receiving().map(v -> false));
            }
        } finally {
            sending.release();
        }
    }

    private List<Listener<T>> listenersNow() {
        mutex.lock();
        try {
            if (closed) {
                throw new Panic("send on closed channel");
            }
            return List.copyOf(listeners);
        } finally {
            mutex.unlock();
        }
    }

    /**
     * Closes the channels of all who listen, after the send that is under way. May be called more than once.
     *
     * @throws io.go4j.GoInterruptedException if the thread is interrupted while, or when, it would have to wait for that; nothing was
     *     closed
     */
    @Override
    public void close() {
        sending.acquire();
        mutex.lock();
        try {
            closed = true;
            listeners.forEach(l -> l.values.close());
            listeners.clear();
        } finally {
            mutex.unlock();
            sending.release();
        }
    }
}
