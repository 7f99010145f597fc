// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A platform thread as the operating system sees it: the JVM tells "runs Java code" and "blocked in native code" not apart. */
public final class OsThread {
    private static final Path SELF = Path.of("/proc/thread-self");
    private static final int ENOUGH = 128; // the number, the name of at most 15 bytes, the state

    private final @Nullable String stat;
    private final @Nullable String schedstat;

    private OsThread(@Nullable String directory) {
        stat = directory == null ? null : directory + "/stat";
        schedstat = directory == null ? null : directory + "/schedstat";
    }

    /** Returns the calling platform thread. */
    public static OsThread current() {
        try {
            return new OsThread("/proc/" + Files.readSymbolicLink(SELF));
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return new OsThread(null); // not Linux
        }
    }

    /** Returns whether the thread waits in the kernel. False where that cannot be found out: only Linux says it. Any thread. */
    public boolean isBlocked() {
        if (stat == null) {
            return false;
        }
        byte[] text = new byte[ENOUGH];
        return isBlocked(text, read(stat, text));
    }

    /**
     * Returns how long the thread has run on a CPU, in nanoseconds: as of the last tick of the kernel's clock, some milliseconds ago, if it
     * runs now. -1 where that cannot be found out: only Linux says it, and not each. Any thread.
     */
    public long cpuNanos() {
        if (schedstat == null) {
            return -1;
        }
        byte[] text = new byte[ENOUGH];
        int n = read(schedstat, text);
        int i = 0;
        long nanos = 0;
        while (i < n && text[i] >= '0' && text[i] <= '9') {
            nanos = nanos * 10 + text[i++] - '0';
        }
        return nanos > 0 ? nanos : -1; // who counts nothing writes zeros
    }

    /** Fills {@code text} from its beginning; returns how many bytes there are, -1 if the thread has ended. */
    private static int read(String file, byte[] text) {
        try (var in = new FileInputStream(file)) {
            return in.read(text);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Whether the first {@code n} bytes of the file say so: "1234 (name) S ...", where the name may hold anything. */
    private static boolean isBlocked(byte[] text, int n) {
        int i = n - 3;
        while (i >= 0 && text[i] != ')') {
            i--;
        }
        return i >= 0 && (text[i + 2] == 'S' || text[i + 2] == 'D');
    }

    /** For a thread that asks about the same thread again and again: keeps the file open, for to open it is most of the work. */
    public static final class Watcher {
        private final byte[] text = new byte[ENOUGH];
        private @Nullable OsThread watched;
        private @Nullable RandomAccessFile file;

        /** As {@link OsThread#isBlocked} of {@code thread}. Its owner only. */
        public boolean isBlocked(OsThread thread) {
            if (watched != thread) {
                forget();
                watched = thread;
            }
            if (thread.stat == null) {
                return false;
            }
            try {
                RandomAccessFile in = file;
                if (in == null) {
                    in = new RandomAccessFile(thread.stat, "r");
                    file = in;
                } else {
                    in.seek(0);
                }
                return OsThread.isBlocked(text, in.read(text));
            } catch (IOException e) {
                forget();
                return false; // it has ended
            }
        }

        /** Closes the file, if one is open. Its owner only. */
        public void forget() {
            RandomAccessFile old = file;
            file = null;
            watched = null;
            if (old != null) {
                try {
                    old.close();
                } catch (IOException e) {
                    // it was only read
                }
            }
        }
    }
}
