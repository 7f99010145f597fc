// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a program has handed to us and is done with can be collected, also while the thing it was handed to is still there. One kind of
 * test: an object that nobody else has goes through a part of the library, and afterwards a weak reference to it must be cleared.
 */
final class KeepsNothing {
    /** Named delay: only a failure uses it up. */
    static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(30);

    static final Duration LONG = Duration.ofHours(1);
    static final Duration SHORT = Duration.ofMillis(2);

    /** So many that each place of a ring of 256 was used, if there is one that keeps what was in it. */
    static final int MANY = 300;

    /** Something large enough to be missed. */
    static final class Big {
        final byte[] bytes = new byte[1 << 10];

        void use() {
            bytes[0]++;
        }
    }

    /** Uses {@code big} in some way and is done with it. Returns what is still in use afterwards, which must not keep it. */
    interface Use {
        Object with(Big big) throws Exception;
    }

    private KeepsNothing() {}

    /** Lets {@code use} be done with an object; fails if that is kept. */
    static void check(String what, Use use) throws Exception {
        var inUse = new Object[1];
        WeakReference<Big> big = use(use, inUse);
        awaitCleared(big, what);
        Reference.reachabilityFence(inUse);
    }

    static Void nothing() {
        return null;
    }

    /** Runs {@code body} on a goroutine and waits until that has ended. */
    static void ended(GoBody body) {
        var thrown = new Throwable[1];
        Goroutine g = go(() -> {
            try {
                body.run();
            } catch (GoexitError e) {
                throw e;
            } catch (Throwable t) {
                thrown[0] = t;
            }
        });
        InGoroutine.await(() -> g.createdBy() == null);
        assertThat(thrown[0]).isNull();
    }

    /** Starts a goroutine and waits until it waits. */
    static Goroutine waiting(GoBody body) {
        Goroutine g = go(body);
        InGoroutine.awaitWaiting(g);
        return g;
    }

    /** On a thread of its own, whose stack is gone afterwards. */
    static WeakReference<Big> use(Use use, Object[] inUse) throws Exception {
        var done = new CompletableFuture<WeakReference<Big>>();
        Thread t = new Thread(() -> {
            try {
                var big = new Big();
                inUse[0] = use.with(big);
                done.complete(new WeakReference<>(big));
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        t.start();
        try {
            return done.get(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS);
        } finally {
            t.join();
        }
    }

    /** Free stacks end when a processor, after a collection, has something to do. */
    static void awaitCleared(Reference<?> ref, String what) throws Exception {
        long end = System.nanoTime() + SOON_NANOS;
        for (System.gc(); !ref.refersTo(null); System.gc()) {
            assertThat(System.nanoTime()).as("still kept: " + what).isLessThan(end);
            ended(() -> {});
        }
    }
}
