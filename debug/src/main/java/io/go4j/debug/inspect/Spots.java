// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Gives each place in the code its address, the same one each time. Any thread. */
final class Spots {
    /*
     * A method gets a range as long as its class file may have lines, so that the line is in the address. The first range is where the
     * code of a Go program begins.
     */
    private static final long FIRST = 0x400000;
    private static final long RANGE = 1 << 16;

    private record Function(String name, long entry) {}

    private final Sources sources;
    private final Classes classes;
    private final Map<StackTraceElement, Spot> frames = new ConcurrentHashMap<>();
    private final Map<StackTraceElement, Spot> starts = new ConcurrentHashMap<>();
    private final Map<String, Function> byName = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, StackTraceElement> byPc = new ConcurrentSkipListMap<>();
    private long next = FIRST;

    Spots(Sources sources, Classes classes) {
        this.sources = sources;
        this.classes = classes;
    }

    Spot of(StackTraceElement f) {
        Spot known = frames.get(f);
        return known != null ? known : frames.computeIfAbsent(f, this::make);
    }

    private Spot make(StackTraceElement f) {
        String function = f.getClassName() + "." + f.getMethodName();
        long entry = entry(function);
        int line = Math.max(0, f.getLineNumber());
        Spot spot = new Spot(entry + line, sources.pathOf(f.getClassName(), f.getFileName()), line, function, entry);
        byPc.put(spot.pc(), f);
        return spot;
    }

    private long entry(String function) {
        Function known = byName.get(function);
        return known != null ? known.entry : addFunction(function);
    }

    private synchronized long addFunction(String function) {
        return byName.computeIfAbsent(function, name -> {
            long entry = next;
            next += RANGE;
            return new Function(name, entry);
        }).entry;
    }

    /** Where the method of {@code f} begins. */
    Spot startOf(StackTraceElement f) {
        Spot known = starts.get(f);
        return known != null ? known : starts.computeIfAbsent(f, this::makeStart);
    }

    private Spot makeStart(StackTraceElement f) {
        Classes.Info info = classes.of(f.getClassName());
        int line = info == null ? f.getLineNumber() : info.firstLine(f.getMethodName(), f.getLineNumber());
        return at(f.getClassName(), f.getMethodName(), f.getFileName(), line);
    }

    Spot at(String className, String method, @Nullable String file, int line) {
        return of(new StackTraceElement(className, method, file, line));
    }

    /** Returns the place with that address; null if none was given it. */
    @Nullable Spot at(long pc) {
        StackTraceElement f = byPc.get(pc);
        return f == null ? null : of(f);
    }
}
