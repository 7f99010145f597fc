// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.sched.Shutdown;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Tells every {@link Pool} of garbage collections. (Go: poolCleanup, which the collector calls.) */
final class PoolCleaner {
    /*
     * The JVM calls nobody after a collection, but it puts the reference to an object that nobody uses on a queue. One daemon thread
     * waits for that, and makes the next such object. It is started with the first pool. Nothing it does could wake a goroutine.
     *
     * Rejected: a Cleaner (its thread would keep the deadlock detector silent); looking at put and get (what is in a pool that is not
     * used would never be freed); SoftReference (kept for as long as memory is plenty, which is what a pool must not do).
     */
    private static final Set<Pool<?>> POOLS = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();

    /** What the collector finds unused. The thread only, after the start. */
    private static @Nullable WeakReference<Object> sentinel;

    static {
        renew();
        Shutdown.startHelper("go4j-pool-cleaner", PoolCleaner::run);
    }

    private PoolCleaner() {}

    static void add(Pool<?> pool) {
        POOLS.add(pool);
    }

    private static void renew() {
        sentinel = new WeakReference<>(new Object(), COLLECTED);
    }

    private static void run() {
        for (; ; ) {
            try {
                Reference<?> found = COLLECTED.remove();
                assert found == sentinel : "one at a time";
            } catch (InterruptedException e) {
                return; // the runtime is shut down
            }
            renew();
            List<Pool<?>> pools;
            synchronized (POOLS) {
                pools = new ArrayList<>(POOLS);
            }
            pools.forEach(Pool::collected);
        }
    }
}
