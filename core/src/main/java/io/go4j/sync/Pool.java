// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.SpinLock;
import io.go4j.park.Park;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are put aside to be used again, so that fewer have to be made.
 *
 * {@snippet file="sync/BufferPool.java" region="pool"}
 *
 * <p>An object may vanish from the pool at any time: what nobody takes is gone after two garbage collections, of whichever generation. So
 * it is for what can be made anew, such as buffers, and not for connections. An object is handed to one caller at a time, in no particular
 * order. Never waits.
 *
 * <p>Memory effects: a {@link #put} happens-before the return of the {@link #get} that gives the same object. (Go: sync.Pool.)
 *
 * @param <T> the type of the objects
 */
public final class Pool<T> {
    /*
     * As in Go, each processor has a stack of its own, of which others take the oldest when theirs is empty; a collection makes the
     * stacks `victims`, of which is still taken but to which nothing is put, and forgets the victims before.
     *
     * A processor is not visible from here, but its machine is: threads hash to stripes by their carrier. Two may meet in one stripe, so it
     * has a lock; that is nearly always free.
     */
    private static final int STRIPES = Integer.highestOneBit(Math.max(1, 2 * Runtime.getRuntime().availableProcessors() - 1));
    private static final int FIRST_SIZE = 8;

    /** The objects that were put by the threads of some machines. */
    private static final class Stripe extends SpinLock {
        // guarded by this; a ring: the newest at (first + size - 1)
        private Object[] items = new Object[FIRST_SIZE];
        private int first;
        private int size;

        void push(Object item) {
            lock();
            try {
                if (size == items.length) {
                    grow();
                }
                items[(first + size++) & (items.length - 1)] = item;
            } finally { // no memory
                unlock();
            }
        }

        private void grow() {
            Object[] larger = Arrays.copyOfRange(items, first, first + 2 * items.length);
            System.arraycopy(items, 0, larger, items.length - first, first);
            items = larger;
            first = 0;
        }

        @Nullable Object popNewest() {
            return take(true);
        }

        @Nullable Object popOldest() {
            return take(false);
        }

        private @Nullable Object take(boolean newest) {
            if (size == 0) { // a glance
                return null;
            }
            lock();
            Object item = null;
            if (size > 0) {
                int at = newest ? (first + size - 1) & (items.length - 1) : first;
                item = items[at];
                forget(at);
                size--;
                first = newest ? first : (first + 1) & (items.length - 1);
            }
            unlock();
            return item;
        }

        @SuppressWarnings("NullAway") // nothing outside the ring is read
        private void forget(int at) {
            items[at] = null;
        }
    }

    private final @Nullable Supplier<? extends T> maker;
    private volatile Stripe[] stripes = newStripes();
    private volatile Stripe @Nullable [] victims;

    /** Makes an empty pool that makes nothing: {@link #get} gives null if there is nothing. */
    public Pool() {
        this.maker = null;
        PoolCleaner.add(this);
    }

    /**
     * Makes an empty pool.
     *
     * @param maker makes an object where none is left; null from it is passed on
     */
    public Pool(Supplier<? extends T> maker) {
        this.maker = Objects.requireNonNull(maker, "sync: no maker");
        PoolCleaner.add(this);
    }

    private static Stripe[] newStripes() {
        Stripe[] stripes = new Stripe[STRIPES];
        Arrays.setAll(stripes, i -> new Stripe());
        return stripes;
    }

    /**
     * Puts {@code item} aside; whoever puts it must not use it any more.
     *
     * @param item an object in a state in which others can use it; null is ignored
     */
    public void put(@Nullable T item) {
        Park.switchPoint();
        if (item != null) {
            stripes[here()].push(item);
        }
    }

    /**
     * Takes an object out of the pool, or makes one.
     *
     * @return the object; null if there is none and nothing makes one
     */
    @SuppressWarnings("unchecked") // only Ts are put
    public @Nullable T get() {
        Park.switchPoint();
        int here = here();
        Stripe[] own = stripes;
        Object item = own[here].popNewest();
        if (item == null) {
            item = steal(own, here);
        }
        if (item == null) {
            Stripe[] old = victims;
            item = old == null ? null : steal(old, here);
        }
        if (item == null && maker != null) {
            return maker.get();
        }
        return (T) item;
    }

    private static @Nullable Object steal(Stripe[] from, int here) {
        for (int i = 0; i < STRIPES; i++) {
            Object item = from[(here + i) & (STRIPES - 1)].popOldest();
            if (item != null) {
                return item;
            }
        }
        return null;
    }

    private static int here() {
        Thread t = Thread.currentThread();
        Thread carrier = Carrier.FULL && t.isVirtual() ? Carrier.carrierOf(t) : t;
        long id = (carrier == null ? t : carrier).threadId();
        return (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & (STRIPES - 1);
    }

    /** A collection took place. The cleaner only. */
    void collected() {
        victims = stripes;
        stripes = newStripes();
    }
}
