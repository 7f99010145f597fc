// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder in which javac looked for sources, with the source files it had then; null if there was no such folder. */
record Folder(File file, @Nullable List<String> sources) {

    static Folder read(File file) {
        String[] names = file.list();
        if (names == null) return new Folder(file, null);
        List<String> sources = new ArrayList<>(names.length);
        for (String name : names) {
            if (name.endsWith(".java")) sources.add(name);
        }
        return new Folder(file, sources);
    }

    /** Whether a source has appeared that one of {@code program}'s files may mean (B2). One that none of them mentions does no harm. */
    boolean hasNewSourceFor(List<Source> program) {
        List<String> before = sources;
        if (before == null) return file.isDirectory();
        List<String> now = read(file).sources();
        if (now == null) return false;
        for (int i = 0; i < now.size(); i++) {
            String name = now.get(i);
            if (!before.contains(name) && isMentioned(name, program)) return true;
        }
        return false;
    }

    private static boolean isMentioned(String name, List<Source> program) {
        String type = name.substring(0, name.length() - ".java".length());
        for (int i = 0; i < program.size(); i++) {
            if (program.get(i).mentions(type)) return true;
        }
        return false;
    }
}
