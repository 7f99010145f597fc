// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.chan.ChanFace;
import io.go4j.chan.Hchan;
import io.go4j.park.Outcome;
import io.go4j.park.Park;
import io.go4j.timer.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A channel: goroutines, and any other threads, hand each other values through it, first in first out. Hand out its sides as {@link
 * SendChan} and {@link RecvChan}; they are the same object.
 *
 * {@snippet file="hello/Hello.java" region="hello"}
 *
 * @param <T> the type of the values; a value is passed by reference, so it should be immutable, like a record
 */
public final class Chan<T> implements SendChan<T>, RecvChan<T> {
    static {
        ChanFace.maker(Chan::new);
        Bodies.install();
    }

    private static final Chan<Object> NIL = new Chan<>(Hchan.NIL_CHANNEL);

    final Hchan ch;

    Chan(Hchan ch) {
        this.ch = ch;
    }

    /**
     * Makes an unbuffered channel: a send completes when a receiver takes the value.
     *
     * @param <T> the type of the values
     * @return the channel
     */
    public static <T> Chan<T> make() {
        return new Chan<>(new Hchan(0));
    }

    /**
     * Makes a channel with a buffer.
     *
     * @param <T> the type of the values
     * @param capacity how many values it holds; 0: unbuffered
     * @return the channel
     * @throws Panic {@code makechan: size out of range}, if the capacity is negative or more than an array can hold
     */
    public static <T> Chan<T> make(int capacity) {
        if (capacity < 0 || capacity > Integer.MAX_VALUE - 8) {
            throw new Panic("makechan: size out of range");
        }
        return new Chan<>(new Hchan(capacity));
    }

    /**
     * Returns the nil channel: sending and receiving wait for ever, a case of it is never ready, closing it panics. It has no state, so
     * one object serves for all types.
     *
     * @param <T> the type of the values
     * @return the nil channel
     */
    @SuppressWarnings("unchecked")
    public static <T> Chan<T> nil() {
        return (Chan<T>) NIL;
    }

    @Override
    public void send(T value) {
        Objects.requireNonNull(value, "chan: null is not a value");
        Outcome result = ch.send(value, Park.NO_DEADLINE);
        if (result != Outcome.DONE) {
            throw failed(result);
        }
    }

    @Override
    public boolean trySend(T value) {
        Objects.requireNonNull(value, "chan: null is not a value");
        Outcome result = ch.trySend(value);
        if (result == Outcome.CLOSED) {
            throw failed(result);
        }
        return result == Outcome.DONE;
    }

    @Override
    public boolean trySend(T value, Duration timeout) {
        long nanos = Clock.nanos(timeout);
        if (nanos <= 0) {
            return trySend(value);
        }
        Objects.requireNonNull(value, "chan: null is not a value");
        Outcome result = ch.send(value, Clock.after(nanos));
        if (result != Outcome.DONE && result != Outcome.TIMEOUT) {
            throw failed(result);
        }
        return result == Outcome.DONE;
    }

    /** Turns the result of a send into the exception for it. */
    static RuntimeException failed(Outcome result) {
        return result == Outcome.CLOSED ? new Panic("send on closed channel") : new GoInterruptedException("chan: send was interrupted");
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable T receive() {
        Object v = ch.receive(Park.NO_DEADLINE);
        if (v == Outcome.INTERRUPTED) {
            throw new GoInterruptedException("chan: receive was interrupted");
        }
        return (T) v;
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable T tryReceive() {
        Object v = ch.tryReceive();
        return v == Outcome.NOT_READY ? null : (T) v;
    }

    @Override
    public Received<T> poll() {
        return outcome(ch.tryReceive());
    }

    @Override
    public Received<T> poll(Duration timeout) {
        long nanos = Clock.nanos(timeout);
        return nanos <= 0 ? poll() : outcome(ch.receive(Clock.after(nanos)));
    }

    @SuppressWarnings("unchecked")
    private Received<T> outcome(@Nullable Object v) {
        if (v == null) {
            return new Received.Closed<>();
        }
        if (v == Outcome.INTERRUPTED) {
            throw new GoInterruptedException("chan: receive was interrupted");
        }
        return v instanceof Outcome ? new Received.Empty<>() : new Received.Value<>((T) v);
    }

    @Override
    public void close() {
        switch (ch.close()) {
            case CLOSED -> throw new Panic("close of closed channel");
            case NIL -> throw new Panic("close of nil channel");
            default -> {}
        }
    }

    @Override
    public boolean isClosed() {
        return ch.isClosed();
    }

    @Override
    public int len() {
        return ch.len();
    }

    @Override
    public int cap() {
        return ch.cap();
    }

    @Override
    public SendCase<Unit> sending(T value) {
        Objects.requireNonNull(value, "chan: null is not a value");
        return new SendCase<>(ch, value, null, null);
    }

    @Override
    public SendCase<Unit> sending(Supplier<? extends T> value) {
        Objects.requireNonNull(value, "chan: null is not a supplier");
        return new SendCase<>(ch, null, value, null);
    }

    @Override
    public RecvCase<T, @Nullable T> receiving() {
        return new RecvCase<>(ch, null, null);
    }

    /**
     * Returns an iterator that receives. {@code hasNext} waits for, and takes, the next value; so a value is lost if the iterator is
     * dropped between {@code hasNext} and {@code next}. An enhanced {@code for} loses none.
     *
     * @return the iterator
     */
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private @Nullable T ahead;

            @Override
            public boolean hasNext() {
                if (ahead == null) {
                    ahead = receive();
                }
                return ahead != null;
            }

            @Override
            public T next() {
                if (!hasNext() || ahead == null) {
                    throw new NoSuchElementException("chan: closed and drained");
                }
                T v = ahead;
                ahead = null; // the next wait must not keep this value alive
                return v;
            }
        };
    }

    @Override
    public Stream<T> stream() {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), traits), false);
    }

    @Override
    public String toString() {
        if (this == NIL) {
            return "chan(nil)";
        }
        return "chan(" + (cap() == 0 ? "unbuffered" : len() + " of " + cap()) + (isClosed() ? ", closed)" : ")");
    }
}
