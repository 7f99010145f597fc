// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.sched.Shutdown;
import io.go4j.timer.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What can be told of an exception: a copy, read with care. */
final class Failure {
    /*
     * What an exception says of itself is the user's code: toString, getMessage, getCause and getStackTrace may throw, lead round in a
     * circle, give megabytes or never return. Even what nobody can override, as getSuppressed, waits for the exception's monitor, which
     * anybody may hold. So a thread of its own reads, step by step, and whoever needs the copy waits for a limited time; what is not known
     * by then is said to be so. The first thing read is the text of the exception that left, the last are its causes.
     *
     * Rejected: reading on the goroutine that failed (one that never comes back cannot be ended, and whoever waits for it waits for ever);
     * a pool of threads (failures are rare, and an idle thread of the pool would have to be ended by the shutdown).
     *
     * A reader that never returns is left behind. There may be so many of those; from then on an exception is told by its class alone.
     */
    private static final long PATIENCE_NANOS = 2_000_000_000L;
    private static final int READERS_AT_ONCE = 16;
    private static final int LOST_AT_MOST = 64;
    private static final int PANICS_AT_MOST = 100;
    private static final int CAUSES_AT_MOST = 10;
    private static final int TEXT_AT_MOST = 1 << 16;

    private static final Semaphore READERS = new Semaphore(READERS_AT_ONCE);
    private static final AtomicInteger LOST = new AtomicInteger();

    /** Set on readers. */
    private static final ThreadLocal<Boolean> READS = new ThreadLocal<>();

    /** One of the exceptions that belong together. Written by the reader. */
    static final class Part {
        private final Throwable t;
        private volatile @Nullable String text;
        private volatile @Nullable String message;
        private volatile List<StackTraceElement> frames = List.of();

        Part(Throwable t) {
            this.t = t;
        }

        /** Returns what it says of itself; its class, if that is not known. */
        String text() {
            String s = text;
            return s != null ? s : type() + " (its toString has not returned)";
        }

        /** The class of the exception, or of what it carries. */
        private String type() {
            Object value = t.getClass() == Panic.class ? ((Panic) t).value() : null;
            return (value == null ? t : value).getClass().getName();
        }

        /** Returns the message, for exceptions whose toString is not to be shown; null if there is none, or it is not known. */
        @Nullable String message() {
            return message;
        }

        List<StackTraceElement> frames() {
            return frames;
        }

        private void readText() {
            if (text != null) {
                return;
            }
            try {
                String said = t.getClass() == Panic.class ? t.getMessage() : t.toString();
                text = said == null ? type() + " (its toString returned null)" : cut(said);
            } catch (Throwable inToString) {
                text = type() + " (its toString failed: " + inToString.getClass().getName() + ")";
            }
        }

        private void readMessage() {
            try {
                String said = t.getMessage();
                message = said == null ? null : cut(said);
            } catch (Throwable inGetMessage) {
                message = type() + " (its getMessage failed: " + inGetMessage.getClass().getName() + ")";
            }
        }

        private void readFrames() {
            try {
                List<StackTraceElement> read = new ArrayList<>();
                for (StackTraceElement f : t.getStackTrace()) {
                    if (f != null) {
                        read.add(f);
                    }
                }
                frames = List.copyOf(read);
            } catch (Throwable inGetStackTrace) {
                frames = List.of(); // there is none to show
            }
        }

        private static String cut(String s) {
            int more = s.length() - TEXT_AT_MOST;
            return more <= 0 ? s : s.substring(0, TEXT_AT_MOST) + "...(" + more + " characters more)";
        }
    }

    private final Throwable t;
    private final Part self;
    private volatile List<Part> panics;
    private volatile List<Part> causes = List.of();
    private volatile boolean morePanics;
    private final CountDownLatch read = new CountDownLatch(1);

    /** The reader has one of {@link #READERS}. */
    private final AtomicBoolean permit = new AtomicBoolean(true);

    private volatile @Nullable Thread reader;

    private Failure(Throwable t) {
        this.t = t;
        self = new Part(t);
        panics = List.of(self);
    }

    /** Returns a copy of {@code t}, after a few seconds at the latest. Any thread; an interrupt is kept for later. */
    static Failure of(Throwable t) {
        Failure f = new Failure(t);
        f.readWithin(PATIENCE_NANOS);
        return f;
    }

    /** Returns whether the calling thread reads an exception: a further mistake that is made there is not to end the program. */
    static boolean isReading() {
        return READS.get() != null;
    }

    /** The class of what left, which is all that is certain. */
    boolean is(Class<? extends Throwable> type) {
        return type.isInstance(t);
    }

    /** What left. */
    Part self() {
        return self;
    }

    /** Oldest first: what it took the place of, itself, then what deferred calls and closed resources threw after it. */
    List<Part> panics() {
        return panics;
    }

    /** There are more than {@link #panics} has. */
    boolean hasMorePanics() {
        return morePanics;
    }

    /** Its cause, the cause of that, and so on; not for ever. */
    List<Part> causes() {
        return causes;
    }

    private void readWithin(long nanos) {
        boolean interrupted = Thread.interrupted();
        long end = Clock.nanos() + nanos;
        boolean reading = false;
        for (boolean waits = true; waits; ) {
            try {
                reading = reading || (mayRead(end) && startReader());
                waits = false;
                if (reading && !read.await(end - Clock.nanos(), TimeUnit.NANOSECONDS)) {
                    giveUp();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                waits = true;
            }
        }
        if (!reading && t.getClass().getClassLoader() == null) { // the JDK's own class: it says what it has to say
            self.readMessage();
            self.readText();
            self.readFrames();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean mayRead(long end) throws InterruptedException {
        return LOST.get() < LOST_AT_MOST && READERS.tryAcquire(end - Clock.nanos(), TimeUnit.NANOSECONDS);
    }

    /** The caller has a permit, which goes to the reader. False: there is no thread to be had. */
    private boolean startReader() {
        try {
            Thread fresh = Shutdown.helper("go4j-report", this::readAll);
            fresh.setContextClassLoader(Thread.currentThread().getContextClassLoader()); // the user's code finds what it found before
            reader = fresh;
            fresh.start();
            return true;
        } catch (OutOfMemoryError e) {
            READERS.release();
            return false;
        }
    }

    /** Leaves the reader behind. */
    private void giveUp() {
        Thread r = reader;
        if (r != null && permit.compareAndSet(true, false)) {
            LOST.incrementAndGet();
            READERS.release();
            r.interrupt(); // which may do
        }
    }

    private void returnPermit() {
        if (permit.compareAndSet(true, false)) {
            READERS.release();
        } else {
            LOST.decrementAndGet(); // it has come back after all
        }
    }

    private void readAll() {
        READS.set(true);
        try {
            if (t instanceof VirtualMachineError || t instanceof FatalError) {
                self.readMessage();
            }
            self.readText();
            self.readFrames();
            List<Part> found = new ArrayList<>();
            collect(found, Collections.newSetFromMap(new IdentityHashMap<>()), t);
            panics = List.copyOf(found);
            found.forEach(Part::readText);
            readCauses();
        } catch (Throwable e) {
            // what was read by then is what is known
        } finally {
            returnPermit();
            read.countDown();
        }
    }

    private void collect(List<Part> into, Set<Throwable> seen, Throwable one) {
        if (into.size() >= PANICS_AT_MOST || seen.size() >= PANICS_AT_MOST) {
            morePanics = true;
            return;
        }
        if (!seen.add(one)) {
            return;
        }
        Throwable earlier = Defer.replacedBy(one);
        if (earlier != null) {
            collect(into, seen, earlier);
        }
        into.add(isWhatLeft(one) ? self : new Part(one));
        for (Throwable later : one.getSuppressed()) {
            if (!Defer.isMark(later)) {
                collect(into, seen, later);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // equals may do anything
    private boolean isWhatLeft(Throwable one) {
        return one == t;
    }

    private void readCauses() {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(t);
        List<Part> found = new ArrayList<>();
        for (Throwable cause = t.getCause(); cause != null && found.size() < CAUSES_AT_MOST && seen.add(cause); cause = cause.getCause()) {
            Part part = new Part(cause);
            found.add(part);
            causes = List.copyOf(found);
            part.readText();
            part.readFrames();
        }
    }
}
