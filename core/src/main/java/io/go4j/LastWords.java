// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.carrier.Carrier;
import io.go4j.sched.Shutdown;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How a program ends that has no memory left: all that is needed for it was made when the program started. */
final class LastWords {
    /*
     * Where there is no memory, no class can be loaded and no text be put together. So the words are bytes already, written to the file
     * and not to System.err, which may be anything; and this class, with Crash, is initialised with the first goroutine. Only after them
     * more is tried: a reserve is given up for it, though others may be quicker to take it.
     */
    private static final long OTHER_NANOS = 5_000_000_000L;
    private static final int RESERVE_BYTES = 128 << 10;

    private static final byte[] OUT_OF_MEMORY = "fatal error: out of memory\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GOES_ON = ("go4j: out of memory in the runtime itself; it goes on and tries again."
                    + " Goroutines may be late, or end with an OutOfMemoryError of their own (this is said once)\n")
            .getBytes(StandardCharsets.US_ASCII);
    private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);

    private static boolean said;

    /** Made when the program starts, started when it ends for want of memory. */
    private static volatile @Nullable Thread watchdog;

    @SuppressWarnings("UnusedVariable") // it is there to be given up
    private static volatile byte @Nullable [] reserve;

    private LastWords() {}

    /** Makes sure that what is needed on the way to the end is there: to load a class takes memory. */
    static void prepare() {
        Carrier.initialiseHalt();
        Crash.prepare();
        Ending.prepare();
        write(new byte[0]); // the way there is known then
        pause(false, 1);
        pause(true, 1);
        try {
            halt(null); // links the call, which takes memory too
        } catch (NullPointerException e) {
            // as it must be
        }
    }

    /** Returns true once. By a monitor: to link an atomic operation that nobody has used before takes memory. */
    private static synchronized boolean isFirst() {
        boolean first = !said;
        said = true;
        return first;
    }

    /** A program starts, which can end for want of memory. */
    static void reserve() {
        reserve = new byte[RESERVE_BYTES];
        watchdog = Shutdown.helper("go4j-last", LastWords::haltInTime);
    }

    /** To put together more than the last words can take for ever where the collector runs all the time: the program ends all the same. */
    static void startWatchdog() {
        Thread w = watchdog;
        if (w != null) {
            watchdog = null;
            w.start();
        }
    }

    private static void haltInTime() {
        try {
            awaitOther();
            if (isFirst()) {
                write(OUT_OF_MEMORY);
            }
        } finally {
            halt(Runtime.getRuntime());
        }
    }

    /** The only place that halts: so the call is linked once for all, see {@link #prepare}. */
    @SuppressWarnings("NullAway") // null is for the rehearsal
    private static void halt(@Nullable Runtime jvm) {
        jvm.halt(2);
    }

    /** Returns whether {@code t} comes from there being no memory. Looks at classes of the JDK only. */
    static boolean isShortage(@Nullable Throwable t) {
        Throwable one = t;
        for (int i = 0; one != null && i < 8; i++) {
            if (one instanceof OutOfMemoryError) {
                return true;
            }
            one = one instanceof LinkageError ? one.getCause() : null; // a class that could not be made for want of memory
        }
        return false;
    }

    /** Ends the process, and tells more of {@code why} if there is memory for that. Any thread, in any state. */
    static void outOfMemory(Throwable why) {
        try {
            if (isFirst()) {
                write(OUT_OF_MEMORY);
                reserve = null;
                startWatchdog(); // or there is no more to be told
                Crash.detail(why);
            } else {
                awaitOther();
            }
        } catch (Throwable t) {
            // that was all
        } finally {
            halt(Runtime.getRuntime());
        }
    }

    /** Somebody else is about to say it. To wait like this needs no memory. */
    private static void awaitOther() {
        long since = System.nanoTime();
        while (System.nanoTime() - since < OTHER_NANOS) {
            pause(Thread.currentThread().isVirtual(), OTHER_NANOS / 10);
        }
    }

    private static void pause(boolean virtual, long nanos) {
        if (virtual) {
            Thread.onSpinWait(); // to be unmounted takes memory
        } else {
            LockSupport.parkNanos(nanos);
        }
    }

    /** An application goes on without what the runtime just wanted. Any thread, in any state. */
    static void goesOn() {
        if (isFirst()) {
            write(GOES_ON);
        }
    }

    private static void write(byte[] words) {
        try {
            STDERR.write(words);
        } catch (IOException e) {
            // nobody listens
        }
    }

    /** Writes to stderr whatever System.err is. */
    static void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }
}
