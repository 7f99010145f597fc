// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoFunction;
import io.go4j.Goroutine;
import io.go4j.RecvChan;
import io.go4j.SendChan;
import io.go4j.context.Context;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Connects channels: merges them, puts workers between them, fills them from other sources. (Go: "Go Concurrency Patterns: Pipelines".) */
public final class Pipes {
    private static final String NO_CONTEXT = "flow: no context";
    private static final String NO_CHANNEL = "flow: no channel";
    private static final String NO_ELEMENTS = "flow: no elements";

    private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

    private Pipes() {}

    /** What a wait for a channel or the end of a context gave; no value: one of the two has ended. */
    private record Got<T>(@Nullable T value) {}

    /**
     * Receives from {@code in} unless {@code ctx} ends before.
     *
     * @param <T> the type of the values
     * @param ctx for what
     * @param in from where
     * @return null if {@code in} is closed and drained, or {@code ctx} has ended
     */
    public static <T> @Nullable T receive(Context ctx, RecvChan<T> in) {
        Got<T> got = select(in.receiving().map(v -> new Got<T>(v)), ctx.done().receiving().map(v -> new Got<T>(null)));
        return got.value;
    }

    /**
     * Sends to {@code out} unless {@code ctx} ends before.
     *
     * @param <T> the type of the value
     * @param ctx for what
     * @param out to where
     * @param value the value
     * @return false if {@code ctx} has ended and the value was not sent
     */
    public static <T> boolean send(Context ctx, SendChan<T> out, T value) {
        return select(out.sending(value).map(() -> true), ctx.done().receiving().map(v -> false));
    }

    /**
     * Fan-in: all values of several channels, in the order in which they come.
     *
     * {@snippet file="flow/Merge.java" region="merge"}
     *
     * @param <T> the type of the values
     * @param ctx ends it; a value that was received and not sent on is lost then
     * @param ins the channels
     * @return an unbuffered channel, closed when all of {@code ins} are, or {@code ctx} has ended
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T> RecvChan<T> merge(Context ctx, RecvChan<? extends T>... ins) {
        return merge(ctx, Arrays.asList(ins));
    }

    /**
     * The same for a list.
     *
     * @param <T> the type of the values
     * @param ctx ends it
     * @param ins the channels
     * @return an unbuffered channel, closed when all of {@code ins} are, or {@code ctx} has ended
     */
    public static <T> RecvChan<T> merge(Context ctx, List<? extends RecvChan<? extends T>> ins) {
        Objects.requireNonNull(ctx, NO_CONTEXT);
        for (RecvChan<? extends T> in : ins) {
            Objects.requireNonNull(in, NO_CHANNEL);
        }
        Chan<T> out = Chan.make();
        WaitGroup copying = new WaitGroup();
        for (RecvChan<? extends T> in : ins) {
            copying.go(() -> copy(ctx, in, out));
        }
        go(() -> {
            copying.await();
            out.close();
        });
        return out;
    }

    private static <T> void copy(Context ctx, RecvChan<? extends T> in, Chan<T> out) {
        for (T v = receive(ctx, in); v != null && send(ctx, out, v); v = receive(ctx, in)) {
            // all is in the head
        }
    }

    /**
     * Fan-out: a stage of a pipeline. So many workers take values from {@code in}, all from the one channel, and send what {@code f} makes
     * of them; the order is that in which they finish.
     *
     * {@snippet file="flow/Pipeline.java" region="stage"}
     *
     * @param <A> the type of the values that come
     * @param <B> the type of the values that go
     * @param group of which the workers are parts: what {@code f} throws is its failure, and ends all stages with its context; its limit,
     *     if it has one, has to leave room for them
     * @param in from where
     * @param workers how many at a time, at least 1
     * @param f what to do with a value; null: nothing is sent
     * @return an unbuffered channel, closed when {@code in} is closed and all is done, or the context has ended; after a failure, only when
     *     the group knows it
     */
    public static <A, B> RecvChan<B> stage(
            ErrGroup group, RecvChan<? extends A> in, int workers, GoFunction<? super A, ? extends @Nullable B> f) {
        if (workers < 1) {
            throw new IllegalArgumentException("flow: workers " + workers + " is below 1");
        }
        Objects.requireNonNull(in, NO_CHANNEL);
        Objects.requireNonNull(f, "flow: no function");
        Chan<B> out = Chan.make();
        WaitGroup working = new WaitGroup();
        working.add(workers);
        int started = 0;
        try {
            for (; started < workers; started++) {
                AtomicReference<@Nullable Goroutine> worker = new AtomicReference<>();
                worker.set(group.go(() -> thenDo(() -> work(group.context(), in, out, f), working::done, worker)));
            }
        } finally {
            working.add(started - workers); // those that were not, since an interrupt came while there was no room
        }
        go(() -> {
            working.await();
            out.close();
        });
        return out;
    }

    private static <A, B> void work(Context ctx, RecvChan<? extends A> in, Chan<B> out, GoFunction<? super A, ? extends @Nullable B> f)
            throws Exception {
        for (A a = receive(ctx, in); a != null; a = receive(ctx, in)) {
            B b = f.apply(a);
            if (b != null && !send(ctx, out, b)) {
                return;
            }
        }
    }

    /**
     * Runs {@code body}, then {@code end}, which tells others that all is done. If {@code body} fails, nobody shall take that for its end:
     * {@code end} runs only after the failure of {@code self}, the calling goroutine, was reported, which in a whole program is never.
     */
    private static void thenDo(GoBody body, Runnable end, AtomicReference<@Nullable Goroutine> self) throws Exception {
        try {
            body.run();
        } catch (Throwable t) {
            go(() -> {
                while (!hasEnded(self.get())) {
                    Go4j.sleep(LOOK_AGAIN); // nobody says when a goroutine has ended, and this is rare
                }
                end.run();
            });
            throw t;
        }
        end.run();
    }

    /** Null: whoever started it has not got it yet. The status would say it, too, but its type is of a room that this one does not know. */
    private static boolean hasEnded(@Nullable Goroutine g) {
        return g != null && g.createdBy() == null;
    }

    /**
     * A channel with the elements of an iterator.
     *
     * <p>A failure is a panic, as in every goroutine: what the iterator throws, or an element that is null. It ends a whole program before
     * the channel could be taken for complete. Elsewhere it is reported, see {@link io.go4j.GoRuntime#onPanic}, and the channel is closed
     * after that, so that nobody waits for ever; if the receiver has to know, let a part of an {@link ErrGroup} {@link #send}.
     *
     * @param <T> the type of the values
     * @param ctx ends it
     * @param elements none of them null; used by one other goroutine
     * @return an unbuffered channel, closed after the last element, or when {@code ctx} has ended
     */
    public static <T> RecvChan<T> from(Context ctx, Iterator<? extends T> elements) {
        Objects.requireNonNull(ctx, NO_CONTEXT);
        Objects.requireNonNull(elements, NO_ELEMENTS);
        Chan<T> out = Chan.make();
        fill(out, () -> sendAll(ctx, elements, out));
        return out;
    }

    private static void fill(Chan<?> out, GoBody source) {
        AtomicReference<@Nullable Goroutine> self = new AtomicReference<>();
        self.set(go(() -> thenDo(source, out::close, self)));
    }

    private static <T> void sendAll(Context ctx, Iterator<? extends T> elements, Chan<T> out) {
        boolean more = true;
        while (more && elements.hasNext()) {
            more = send(ctx, out, elements.next());
        }
    }

    /**
     * A channel with the elements of a collection, or whatever can be iterated over. A failure is as {@link #from(Context, Iterator)}
     * says.
     *
     * @param <T> the type of the values
     * @param ctx ends it
     * @param elements none of them null
     * @return an unbuffered channel, closed after the last element, or when {@code ctx} has ended
     */
    public static <T> RecvChan<T> from(Context ctx, Iterable<? extends T> elements) {
        return from(ctx, Objects.requireNonNull(elements, NO_ELEMENTS).iterator());
    }

    /**
     * A channel with the elements of a stream, which are computed as they are received. The stream is closed at the end. A failure is as
     * {@link #from(Context, Iterator)} says.
     *
     * @param <T> the type of the values
     * @param ctx ends it
     * @param elements none of them null; run by one other goroutine
     * @return an unbuffered channel, closed after the last element, or when {@code ctx} has ended
     */
    public static <T> RecvChan<T> from(Context ctx, Stream<? extends T> elements) {
        Objects.requireNonNull(ctx, NO_CONTEXT);
        Objects.requireNonNull(elements, NO_ELEMENTS);
        Chan<T> out = Chan.make();
        fill(out, () -> {
            try (elements) {
                sendAll(ctx, elements.sequential().iterator(), out);
            }
        });
        return out;
    }
}
