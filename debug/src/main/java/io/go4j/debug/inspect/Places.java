// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds places in the code by what a user writes of them. (Delve: locspec.) */
public final class Places {
    /*
     *   *0x401000         an address
     *   +3  -3  12        lines from where the frame is; a line of its file
     *   App.java:12       a line of a file, of whose path the end is enough
     *   /regular/         functions by a regular expression
     *   App.main  main    a function, of whose name the end is enough
     */
    private static final int MOST = 50;

    private final Spots spots;
    private final Sources sources;
    private final Classes classes;

    Places(Spots spots, Sources sources, Classes classes) {
        this.spots = spots;
        this.sources = sources;
        this.classes = classes;
    }

    /** There is no such place; the message is for the user. */
    public static final class NoSuchPlace extends Exception {
        private static final long serialVersionUID = 1;

        NoSuchPlace(String message) {
            super(message, null, false, false);
        }
    }

    /** The methods of loaded classes, sorted. */
    Set<String> functions() {
        Set<String> all = new TreeSet<>();
        for (String name : classes.loaded()) {
            Classes.Info info = classes.of(name);
            if (info != null) {
                info.methods().forEach(m -> all.add(name + "." + m.name()));
            }
        }
        return all;
    }

    /**
     * Finds places.
     *
     * @param written what the user wrote
     * @param here where the frame is that was chosen, null if there is none
     * @return one place, or several functions of the same name
     * @throws NoSuchPlace if there is none, or nothing definite was meant
     */
    public List<Spot> find(String written, @Nullable Spot here) throws NoSuchPlace {
        String text = written.strip();
        if (text.startsWith("*")) {
            return List.of(address(text.substring(1)));
        }
        if (text.matches("[+-]?\\d{1,9}")) {
            if (here == null || here.file().isEmpty()) {
                throw new NoSuchPlace("there is no source file to count lines in");
            }
            int n = Integer.parseInt(text);
            boolean relative = text.startsWith("+") || text.startsWith("-");
            return List.of(n == 0 && relative ? here : line(here.file(), relative ? here.line() + n : n));
        }
        int colon = text.lastIndexOf(':');
        if (colon >= 0 && text.substring(colon + 1).matches("\\d{1,9}")) {
            String file = text.substring(0, colon);
            String path = file.isEmpty() && here != null ? here.file() : path(file);
            return List.of(line(path, Integer.parseInt(text.substring(colon + 1))));
        }
        if (text.length() > 2 && text.startsWith("/") && text.endsWith("/")) {
            return functions(regular(text.substring(1, text.length() - 1)), text);
        }
        return functions(Filter.literal("(^|[.$])", text, "$"), text);
    }

    private Spot address(String number) throws NoSuchPlace {
        try {
            Spot spot = spots.at(Long.decode(number));
            if (spot != null) {
                return spot;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new NoSuchPlace("there is no code at " + number);
    }

    private String path(String file) throws NoSuchPlace {
        String end = "/" + file;
        Set<String> found = new TreeSet<>();
        for (String path : allFiles()) {
            if (path.equals(file) || path.endsWith(end)) {
                found.add(path);
            }
        }
        if (found.isEmpty()) {
            throw new NoSuchPlace("could not find file " + file);
        }
        if (found.size() > 1) {
            throw new NoSuchPlace("Location \"" + file + "\" ambiguous: " + String.join(", ", found));
        }
        return found.iterator().next();
    }

    private Set<String> allFiles() {
        Set<String> all = new TreeSet<>(sources.all());
        for (String name : classes.loaded()) {
            Classes.Info info = classes.of(name);
            if (info != null) {
                all.add(sources.pathOf(name, info.sourceFile()));
            }
        }
        return all;
    }

    private Spot line(String path, int line) throws NoSuchPlace {
        if (line < 1) {
            throw new NoSuchPlace("there is no line " + line);
        }
        for (String name : classes.loaded()) {
            Classes.Info info = classes.of(name);
            if (info == null || !sources.pathOf(name, info.sourceFile()).equals(path)) {
                continue;
            }
            for (Classes.Method m : info.methods()) {
                if (m.has(line)) {
                    return spots.at(name, m.name(), info.sourceFile(), line);
                }
            }
        }
        return new Spot(0, path, line, "", 0);
    }

    private static Filter regular(String text) throws NoSuchPlace {
        try {
            return Filter.of(text);
        } catch (IllegalArgumentException e) {
            throw new NoSuchPlace(String.valueOf(e.getMessage()));
        }
    }

    private List<Spot> functions(Filter filter, String written) throws NoSuchPlace {
        List<Spot> found = new ArrayList<>();
        for (String name : classes.loaded()) {
            Classes.Info info = classes.of(name);
            if (info == null) {
                continue;
            }
            for (Classes.Method m : info.methods()) {
                if (found.size() < MOST && m.firstLine() > 0 && filter.test(name + "." + m.name())) {
                    found.add(spots.at(name, m.name(), info.sourceFile(), m.firstLine()));
                }
            }
        }
        if (found.isEmpty()) {
            throw new NoSuchPlace("location \"" + written + "\" not found");
        }
        return found;
    }
}
