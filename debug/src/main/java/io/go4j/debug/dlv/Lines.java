// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads lines of a bounded length. */
final class Lines {
    /*
     * Go's client ends each request with a newline, and none of its requests has one inside. So a line is a request, and there is no need
     * to look for the end of a value in a stream. Empty lines are left out.
     */
    private final InputStream in;
    private final int max;
    private final byte[] chunk = new byte[8 << 10];
    private byte[] line = new byte[1 << 10];
    private int at;
    private int end;
    private int length;

    Lines(InputStream in, int firstByte, int max) {
        this.in = in;
        this.max = max;
        chunk[0] = (byte) firstByte;
        end = 1;
    }

    /** Reads the next one; false if there is none, or it is too long. The end of the stream ends no line. */
    boolean next() throws IOException {
        length = 0;
        while (length <= max) {
            while (at < end) {
                byte b = chunk[at++];
                if (b == '\n' && length > 0) {
                    return true;
                }
                if (b != '\n' && b != '\r') {
                    add(b);
                }
            }
            at = 0;
            end = in.read(chunk);
            if (end < 0) {
                end = 0;
                return false;
            }
        }
        return false;
    }

    private void add(byte b) {
        if (length == line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = b;
    }

    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }
}
