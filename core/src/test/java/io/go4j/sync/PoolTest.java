// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.InGoroutine;
import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolTest {
    /** A pool gives what was put, though two collections may come between: often they do not, so it is tried again. */
    @Test
    void everythingPutIsGotOnce() {
        InGoroutine.await(() -> {
            var pool = new Pool<Integer>();
            Set<Integer> got = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                pool.put(i);
            }
            pool.put(null);
            for (Integer v = pool.get(); v != null; v = pool.get()) {
                assertThat(v).isBetween(0, 99);
                assertThat(got.add(v)).as("%s twice", v).isTrue();
            }
            return got.size() == 100;
        });
        var making = new Pool<>(() -> "new");
        assertThat(making.get()).isEqualTo("new");
    }

    /** PO-1: a maker is asked only for what is missing. */
    @Test
    void whatWasPutGoesBeforeWhatIsMade() {
        InGoroutine.await(() -> {
            var made = new AtomicInteger();
            var pool = new Pool<>(made::incrementAndGet);
            pool.put(42);
            int first = pool.get();
            assertThat(first).isIn(42, 1);
            assertThat(made.get()).isEqualTo(first == 42 ? 0 : 1);
            return first == 42;
        });
    }

    /** PO-4, without the collector: what is not used outlives one collection, and not two. */
    @Test
    void twoCollectionsEmptyIt() {
        var pool = new Pool<Object>();
        InGoroutine.await(() -> { // until no real collection comes between
            Object item = new Object();
            pool.put(item);
            pool.collected();
            return pool.get() == item;
        });
        pool.put(new Object());
        pool.collected();
        pool.collected();
        assertThat(pool.get()).isNull();
    }

    @Test
    void theCollectorEmptiesIt() {
        var pool = new Pool<Object>();
        WeakReference<Object> item = putOne(pool);
        InGoroutine.await(() -> {
            System.gc();
            return item.get() == null;
        });
        assertThat(pool.get()).isNull();
    }

    private static WeakReference<Object> putOne(Pool<Object> pool) {
        Object item = new Object();
        pool.put(item);
        return new WeakReference<>(item);
    }

    @Test
    void nobodyGetsWhatAnotherHas() {
        var pool = new Pool<>(Object::new);
        Set<Object> out = ConcurrentHashMap.newKeySet();
        var shared = new AtomicInteger();
        var all = new WaitGroup();
        Runnable work = () -> {
            for (int i = 0; i < 5_000; i++) {
                Object mine = pool.get();
                if (!out.add(mine)) {
                    shared.incrementAndGet();
                }
                if (i % 100 == 0) {
                    Thread.yield();
                }
                out.remove(mine);
                pool.put(mine);
            }
            all.done();
        };
        for (int i = 0; i < 4; i++) {
            all.add(2);
            go(work::run);
            Thread.ofPlatform().start(work);
        }
        all.await();
        assertThat(shared).hasValue(0);
    }
}
