// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.File;
import java.util.Arrays;

/**
 * The class path that user code is compiled against and runs with: that of this JVM without its first element, the launcher's own jar,
 * so that no program comes to use the launcher by accident.
 */
record ClassPath(String path) {
    private static final int MAX_STAMPED_FILES = 2000;

    static ClassPath ofThisJvm() {
        String path = System.getProperty("java.class.path", "");
        return new ClassPath(path.substring(path.indexOf(File.pathSeparatorChar) + 1));
    }

    /** Changes whenever a file on the path does: each jar, and each file in a directory, with its size and time. */
    String stamp() {
        var stamp = new StringBuilder(256);
        int start = 0;
        while (start <= path.length()) {
            int end = path.indexOf(File.pathSeparatorChar, start);
            if (end < 0) end = path.length();
            if (end > start) stamp(new File(path.substring(start, end)), stamp, MAX_STAMPED_FILES);
            start = end + 1;
        }
        return stamp.toString();
    }

    /** Returns how many more files may be stamped; a tree with more of them than that never has the same stamp twice. */
    private static int stamp(File file, StringBuilder stamp, int left) {
        String[] names = file.list();
        if (names == null) {
            stamp.append(file.getPath()).append(' ').append(file.length()).append(' ').append(file.lastModified()).append('\n');
            return left - 1;
        }
        Arrays.sort(names);
        for (String name : names) {
            if (left <= 0) {
                stamp.append(System.nanoTime()).append('\n');
                return left;
            }
            File inside = new File(file, name);
            if (name.endsWith(".class") || name.endsWith(".jar") || inside.isDirectory()) left = stamp(inside, stamp, left);
        }
        return left;
    }
}
