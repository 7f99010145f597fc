// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A platform thread as the operating system sees it: the JVM tells "runs Java code" and "blocked in native code" not apart. */
public final class OsThread {
    private static final Path SELF = Path.of("/proc/thread-self");
    private static final int ENOUGH = 128; // the number, the name of at most 15 bytes, the state

    private final @Nullable String stat;

    private OsThread(@Nullable String stat) {
        this.stat = stat;
    }

    /** Returns the calling platform thread. */
    public static OsThread current() {
        try {
            return new OsThread("/proc/" + Files.readSymbolicLink(SELF) + "/stat");
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
        int n;
        try (var in = new FileInputStream(stat)) {
            n = in.read(text);
        } catch (IOException e) {
            return false; // it has ended
        }
        // "1234 (name) S ...", where the name may hold anything
        String s = new String(text, 0, Math.max(n, 0), StandardCharsets.ISO_8859_1);
        int state = s.lastIndexOf(')') + 2;
        return state > 1 && state < s.length() && (s.charAt(state) == 'S' || s.charAt(state) == 'D');
    }
}
