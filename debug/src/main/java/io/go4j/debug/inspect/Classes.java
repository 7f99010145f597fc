// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LineNumberInfo;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/** The program's classes: which there are, and what their class files say of methods and lines. Any thread. */
final class Classes {
    /*
     * The JVM lists loaded classes by a diagnostic command, without an agent. A class is found again by its name, in the class loaders that
     * are known: the system's, those of who opened a debugger's port, and the context loaders of threads.
     */
    private static final Set<String> JDK = Set.of("java", "javax", "jdk", "sun");
    private static final int MAX_LINE = 0xFFFF;

    private final CopyOnWriteArraySet<ClassLoader> loaders = new CopyOnWriteArraySet<>();
    private final Map<String, Optional<Info>> infos = new ConcurrentHashMap<>();

    /** A method, and between which lines it is written. */
    record Method(String name, int firstLine, int lastLine) {
        boolean has(int line) {
            return firstLine <= line && line <= lastLine;
        }
    }

    /** A class file. */
    record Info(String name, @Nullable String sourceFile, List<Method> methods) {
        /** The first line of the method that has {@code line} in it; of whichever has that name, if the line is not known. */
        int firstLine(String method, int line) {
            for (Method m : methods) {
                if (m.name.equals(method) && (m.has(line) || line < 0)) {
                    return m.firstLine;
                }
            }
            return line;
        }
    }

    Classes() {
        remember(ClassLoader.getSystemClassLoader());
        remember(Classes.class.getClassLoader());
        for (Thread t : Thread.getAllStackTraces().keySet()) {
            remember(t.getContextClassLoader());
        }
    }

    void remember(@Nullable ClassLoader loader) {
        if (loader != null) {
            loaders.add(loader);
        }
    }

    Set<ClassLoader> loaders() {
        return loaders;
    }

    /** Where the class file is; null if nobody has it. */
    @Nullable URL resource(String className) {
        return find(className.replace('.', '/') + ".class");
    }

    @Nullable URL find(String resource) {
        for (ClassLoader loader : loaders) {
            URL url = loader.getResource(resource);
            if (url != null) {
                return url;
            }
        }
        return null;
    }

    /** Returns what the class file says; null if it is not found. */
    @Nullable Info of(String className) {
        return infos.computeIfAbsent(className, name -> Optional.ofNullable(read(name))).orElse(null);
    }

    private @Nullable Info read(String className) {
        URL url = resource(className);
        if (url == null) {
            return null;
        }
        try (InputStream in = url.openStream()) {
            ClassModel model = ClassFile.of().parse(in.readAllBytes());
            String file = model.findAttribute(Attributes.sourceFile()).map(a -> a.sourceFile().stringValue()).orElse(null);
            List<Method> methods = new ArrayList<>();
            model.methods().forEach(m -> methods.add(method(m)));
            return new Info(className, file, List.copyOf(methods));
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Method method(MethodModel m) {
        int first = MAX_LINE;
        int last = 0;
        var lines = m.code().flatMap(code -> code.findAttribute(Attributes.lineNumberTable()));
        if (lines.isPresent()) {
            for (LineNumberInfo l : lines.get().lineNumbers()) {
                first = Math.min(first, l.lineNumber());
                last = Math.max(last, l.lineNumber());
            }
        }
        return new Method(m.methodName().stringValue(), last == 0 ? 0 : first, last);
    }

    /** The names of the loaded classes that are not the JDK's, sorted; those without a name in the source are left out. */
    Set<String> loaded() {
        Set<String> names = new TreeSet<>();
        for (String line : Diagnostics.ask("vmClassHierarchy", "-i").lines().toList()) {
            int from = line.lastIndexOf("|--") + 3;
            int slash = line.indexOf('/', from);
            if (from >= 3 && slash > from) {
                String name = line.substring(from, slash);
                if (!isJdk(name) && !name.contains("$$Lambda")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    static boolean isJdk(String className) {
        int dot = className.indexOf('.');
        return (dot > 0 && JDK.contains(className.substring(0, dot))) || className.startsWith("com.sun.");
    }
}
