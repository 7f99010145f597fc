// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import io.go4j.GoPause;
import io.go4j.GoRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** This program, for debuggers that run in it. Any thread, but no goroutine. */
public final class Target implements AutoCloseable {
    /*
     * Two states, guarded by the lock of this object: it runs, or it stands. While it stands there is one snapshot, taken when it is first
     * asked for. Listeners are told without the lock, after each change.
     *
     * In portable mode nobody can stop goroutines. Then "it stands" means that the snapshot is not taken anew: all that is shown is of one
     * moment, but the program runs on.
     */
    private final Classes classes = new Classes();
    private final Sources sources;
    private final Spots spots;
    private final Places places;
    private final Fields fields;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private boolean stopped;
    private @Nullable GoPause pause;
    private @Nullable Snapshot snapshot;

    /**
     * Makes one.
     *
     * @param program the files that the program was compiled from, if that is known
     * @param roots folders in which source files lie, in the folders of their packages
     * @param loader a class loader that has the program's classes; null for none but those that are found
     */
    public Target(List<Path> program, List<Path> roots, @Nullable ClassLoader loader) {
        classes.remember(loader);
        sources = new Sources(classes, program, roots);
        spots = new Spots(sources, classes);
        places = new Places(spots, sources, classes);
        fields = new Fields(classes);
        Diagnostics.ask("vmVersion"); // the first use of JMX takes its time, and loads classes: not while the program stands
    }

    /**
     * Adds a listener.
     *
     * @param listener told each time that the program was stopped or goes on, on whichever thread did that
     */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Stops the program: see {@link GoRuntime#pause}. Nothing if it stands.
     *
     * @return false if it stood already
     */
    public boolean halt() {
        synchronized (this) {
            if (stopped) {
                return false;
            }
            if (GoRuntime.isFullMode()) {
                pause = GoRuntime.pause();
            }
            stopped = true;
            snapshot = null;
        }
        listeners.forEach(Runnable::run);
        return true;
    }

    /**
     * Lets the program go on. Nothing if it runs.
     *
     * @return false if it ran already
     */
    public boolean resume() {
        synchronized (this) {
            if (!stopped) {
                return false;
            }
            GoPause p = pause;
            if (p != null) {
                p.close();
            }
            pause = null;
            stopped = false;
            snapshot = null;
        }
        listeners.forEach(Runnable::run);
        return true;
    }

    /**
     * Returns whether it stands.
     *
     * @return false if it runs
     */
    public synchronized boolean isStopped() {
        return stopped;
    }

    /**
     * Returns what there is. While the program stands it is the same each time.
     *
     * @return the snapshot
     */
    public synchronized Snapshot snapshot() {
        Snapshot s = snapshot;
        if (s == null) {
            s = Snapshot.take(spots);
            snapshot = stopped ? s : null;
        }
        return s;
    }

    /**
     * Returns the same, but looked at again: some goroutine runs in spite of the halt, or threads have come and gone.
     *
     * @return the snapshot, which serves from now on
     */
    public synchronized Snapshot again() {
        if (GoRuntime.isFullMode()) {
            snapshot = null;
        }
        return snapshot();
    }

    /**
     * Returns a goroutine as it is.
     *
     * @param id its id
     * @return null if there is none
     */
    public @Nullable Seen goroutine(long id) {
        Seen g = snapshot().goroutine(id);
        return g != null && g.isRunning() ? again().goroutine(id) : g;
    }

    /**
     * Returns the place of a frame.
     *
     * @param frame the frame
     * @return the place
     */
    public Spot spot(StackTraceElement frame) {
        return spots.of(frame);
    }

    /**
     * Returns where places are found by what a user writes.
     *
     * @return the places
     */
    public Places places() {
        return places;
    }

    /**
     * Returns the program's fields.
     *
     * @return the fields
     */
    public Fields fields() {
        return fields;
    }

    /**
     * Returns the source files of loaded classes.
     *
     * @param filter which paths
     * @return their paths, sorted
     */
    public List<String> sources(Filter filter) {
        Set<String> all = new TreeSet<>(sources.all());
        for (String name : classes.loaded()) {
            Classes.Info info = classes.of(name);
            if (info != null) {
                all.add(sources.pathOf(name, info.sourceFile()));
            }
        }
        return filter.of(all);
    }

    /**
     * Returns the methods of loaded classes.
     *
     * @param filter which names
     * @return the names, sorted
     */
    public List<String> functions(Filter filter) {
        return filter.of(places.functions());
    }

    /**
     * Returns the loaded classes.
     *
     * @param filter which names
     * @return the names, sorted
     */
    public List<String> types(Filter filter) {
        return filter.of(classes.loaded());
    }

    /**
     * A package of the program.
     *
     * @param name its name; empty for that without one
     * @param folder the folder of its source files
     * @param files these
     */
    public record SourcePackage(String name, String folder, List<String> files) {
        /** Makes a record that nobody can change. */
        public SourcePackage {
            files = List.copyOf(files);
        }
    }

    /**
     * Returns the packages of loaded classes.
     *
     * @param filter which names
     * @return the packages, by name
     */
    public List<SourcePackage> packages(Filter filter) {
        var files = new TreeMap<String, Set<String>>();
        for (String name : classes.loaded()) {
            Classes.Info info = classes.of(name);
            if (info != null) {
                String pack = name.substring(0, Math.max(0, name.lastIndexOf('.')));
                files.computeIfAbsent(pack, p -> new TreeSet<>()).add(sources.pathOf(name, info.sourceFile()));
            }
        }
        List<SourcePackage> all = new ArrayList<>();
        files.forEach((name, of) -> {
            if (filter.test(name)) {
                String first = of.iterator().next();
                all.add(new SourcePackage(name, first.substring(0, Math.max(0, first.lastIndexOf('/'))), List.copyOf(of)));
            }
        });
        return all;
    }

    /** Lets the program go on, and deletes what was unpacked of source jars. */
    @Override
    public void close() {
        resume();
        sources.close();
    }
}
