// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One source file as it was read once: javac compiles these very bytes, and the build cache compares with them. */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record Source(File file, byte[] text) {

    static Source read(File file) throws RunFailure {
        try {
            return new Source(file, bytesOf(file));
        } catch (IOException e) {
            throw RunFailure.usage("run: cannot read " + file + " (" + e.getMessage() + "); look at its permissions");
        }
    }

    static byte[] bytesOf(File file) throws IOException {
        try (var in = new FileInputStream(file)) {
            return in.readAllBytes();
        }
    }

    /** Whether the file's text has this word in it, perhaps as a part of a longer one. */
    boolean mentions(String word) {
        byte[] wanted = word.getBytes(StandardCharsets.UTF_8);
        for (int start = 0; start + wanted.length <= text.length; start++) {
            int at = 0;
            while (at < wanted.length && text[start + at] == wanted[at]) at++;
            if (at == wanted.length) return true;
        }
        return false;
    }
}
