// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug;

import java.util.ArrayList;
import java.util.List;

/** How this process was started. For the packages below this one. */
public final class Commands {
    private Commands() {}

    /**
     * Returns the words of the command line, as far as the operating system tells.
     *
     * @param between what to put between two
     * @return the words
     */
    public static String line(String between) {
        ProcessHandle.Info info = ProcessHandle.current().info();
        List<String> words = new ArrayList<>();
        words.add(executable());
        words.addAll(List.of(info.arguments().orElseGet(() -> new String[] {System.getProperty("sun.java.command", "")})));
        return String.join(between, words);
    }

    /**
     * Returns the file that this process executes: the {@code java} launcher, as a rule.
     *
     * @return its path
     */
    public static String executable() {
        return ProcessHandle.current().info().command().orElse("java");
    }
}
