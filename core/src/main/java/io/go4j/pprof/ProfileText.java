// SPDX-License-Identifier: Apache-2.0
package io.go4j.pprof;

import io.go4j.diag.Traceback;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prints stacks with numbers in the text shape of Go's profiles with {@code debug=1}. */
public final class ProfileText {
    /*
     * Go prints addresses. Here each method gets 64 KB of them, in the order in which it is first seen; the line is the offset in there. So
     * addresses mean something within one text only, as in Go they do within one build.
     */
    private static final long FIRST = 0x40_0000;
    private static final int METHOD = 1 << 16;
    private static final int TAB = 8;

    private final Map<String, Long> methods = new HashMap<>();

    /** Makes a printer, for one text. */
    public ProfileText() {}

    /**
     * Returns what comes after the number of one stack: its addresses, its labels, a line for each frame, and an empty line.
     *
     * @param s the stack
     * @param runtimeToo false: leave out the runtime's frames at the inner end
     * @return lines
     */
    public String stack(ProfileData.Sample s, boolean runtimeToo) {
        var out = new StringBuilder("@");
        for (StackTraceElement f : s.stack()) {
            out.append(" 0x").append(Long.toHexString(address(f) + 1));
        }
        out.append('\n');
        if (!s.labels().isEmpty()) {
            out.append("# labels: ").append(Traceback.labels(s.labels(), ":")).append('\n');
        }
        appendFrames(out, runtimeToo ? s.stack() : withoutInnerRuntime(s.stack()));
        return out.append('\n').toString();
    }

    private long address(StackTraceElement f) {
        long method = methods.computeIfAbsent(function(f) + file(f), key -> FIRST + (long) methods.size() * METHOD);
        return method + Math.max(f.getLineNumber(), 0);
    }

    private static List<StackTraceElement> withoutInnerRuntime(List<StackTraceElement> stack) {
        int first = 0;
        while (first < stack.size() && Traceback.isRuntime(stack.get(first))) {
            first++;
        }
        return first == stack.size() ? stack : stack.subList(first, stack.size());
    }

    private void appendFrames(StringBuilder out, List<StackTraceElement> stack) {
        List<String> addresses = new ArrayList<>();
        List<String> functions = new ArrayList<>();
        for (StackTraceElement f : stack) {
            addresses.add("0x" + Long.toHexString(address(f)));
            functions.add(file(f).isEmpty() ? function(f) : function(f) + "+0x" + Integer.toHexString(Math.max(f.getLineNumber(), 0)));
        }
        int addressWidth = width(addresses);
        int functionWidth = width(functions);
        for (int i = 0; i < stack.size(); i++) {
            out.append("#\t");
            appendCell(out, addresses.get(i), addressWidth);
            StackTraceElement f = stack.get(i);
            if (file(f).isEmpty()) {
                out.append(functions.get(i)).append('\n');
            } else {
                appendCell(out, functions.get(i), functionWidth);
                out.append(file(f)).append(':').append(Math.max(f.getLineNumber(), 0)).append('\n');
            }
        }
    }

    private static int width(List<String> cells) {
        int longest = 0;
        for (String cell : cells) {
            longest = Math.max(longest, cell.length());
        }
        return (longest + TAB) / TAB * TAB; // at least one column between two cells
    }

    private static void appendCell(StringBuilder out, String cell, int width) {
        out.append(cell);
        for (int at = cell.length(); at < width; at = (at / TAB + 1) * TAB) {
            out.append('\t');
        }
    }

    /**
     * Returns the name of a frame's method as the tools show it.
     *
     * @param f a frame
     * @return such as {@code demo.App.worker}; only the class if the method has no name
     */
    public static String function(StackTraceElement f) {
        return f.getMethodName().isEmpty() ? f.getClassName() : f.getClassName() + '.' + f.getMethodName();
    }

    /**
     * Returns a frame's source file, below the root of the sources.
     *
     * @param f a frame
     * @return such as {@code demo/App.java}; empty if the frame is no method's
     */
    public static String file(StackTraceElement f) {
        if (f.getMethodName().isEmpty()) {
            return "";
        }
        String file = f.getFileName();
        int dot = f.getClassName().lastIndexOf('.');
        String folder = dot < 0 ? "" : f.getClassName().substring(0, dot + 1).replace('.', '/');
        return folder + (file == null ? "Unknown.java" : file);
    }
}
