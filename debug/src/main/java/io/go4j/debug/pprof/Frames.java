// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import io.go4j.diag.Traceback;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import org.jspecify.annotations.Nullable;

/** Stacks of the flight recorder as those of Java. */
final class Frames {
    /*
     * A recorded frame does not know its source file. The class file does, and can be had from a class loader that has the class: those are
     * asked that were the context of who opened a server. Otherwise the file is called as the outermost class, as nearly all are.
     */
    private static final List<ClassLoader> LOADERS = new CopyOnWriteArrayList<>(List.of(ClassLoader.getSystemClassLoader()));
    private static final ConcurrentHashMap<String, String> FILES = new ConcurrentHashMap<>();
    private static final int MAX_FILES = 50_000;

    private Frames() {}

    static void remember(@Nullable ClassLoader loader) {
        if (loader != null && !LOADERS.contains(loader)) {
            LOADERS.add(loader);
        }
    }

    /** Innermost first; without what starts a goroutine. */
    static List<StackTraceElement> of(@Nullable RecordedStackTrace trace) {
        List<StackTraceElement> stack = new ArrayList<>();
        if (trace == null) {
            return stack;
        }
        for (RecordedFrame f : trace.getFrames()) {
            if (f.getMethod() != null && f.getMethod().getType() != null) {
                String type = f.getMethod().getType().getName();
                if (!type.contains("$$Lambda")) { // what Java leaves out of stack traces too
                    stack.add(new StackTraceElement(type, f.getMethod().getName(), file(type), f.getLineNumber()));
                }
            }
        }
        int to = stack.size();
        boolean isVirtual = to > 0 && Traceback.isJdkOfVirtualThreads(stack.get(to - 1));
        while (to > 1 && (Traceback.isRuntime(stack.get(to - 1)) || (isVirtual && isThread(stack.get(to - 1))))) {
            to--;
        }
        return stack.subList(0, to);
    }

    private static boolean isThread(StackTraceElement f) {
        return f.getClassName().equals("java.lang.Thread") && f.getMethodName().startsWith("run");
    }

    private static String file(String type) {
        String known = FILES.get(type);
        if (known != null) {
            return known;
        }
        String file = readFile(type);
        if (FILES.size() < MAX_FILES) {
            FILES.put(type, file);
        }
        return file;
    }

    private static String readFile(String type) {
        String resource = type.replace('.', '/') + ".class";
        for (ClassLoader loader : LOADERS) {
            try (InputStream in = loader.getResourceAsStream(resource)) {
                if (in != null) {
                    var attribute = ClassFile.of().parse(in.readAllBytes()).findAttribute(Attributes.sourceFile());
                    if (attribute.isPresent()) {
                        return attribute.get().sourceFile().stringValue();
                    }
                }
            } catch (IOException | IllegalArgumentException e) {
                // then by its name
            }
        }
        String simple = type.substring(type.lastIndexOf('.') + 1);
        int nested = simple.indexOf('$', 1);
        return (nested < 0 ? simple : simple.substring(0, nested)) + ".java";
    }
}
