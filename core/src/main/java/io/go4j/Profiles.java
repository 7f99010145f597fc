// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.park.Contention;
import io.go4j.pprof.Profile;
import io.go4j.pprof.ProfileData;
import io.go4j.pprof.ProfileSource;
import io.go4j.sched.Leaks;
import io.go4j.sched.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All profiles, by name. */
final class Profiles {
    private static final SortedMap<String, Profile> BY_NAME = new TreeMap<>();
    private static final List<ProfileSource> SOURCES = new ArrayList<>();

    static {
        add(new GoroutineProfile("goroutine", World::walk, () -> World.walk().size()));
        if (Leaks.hasMeans()) { // each look costs a collection; the number is that of the last one
            add(new GoroutineProfile("goroutineleak", World::walkLeaked, World::countLeaked));
        }
        add(new ThreadProfile());
        add(new VirtualThreadProfile());
        add(new ContentionProfile("block", "--- contention:\ncycles/second=1000000000\n", Contention::blocks));
        add(new ContentionProfile("mutex", "--- mutex:\ncycles/second=1000000000\n", Contention::mutexes));
        // By our own loader: it has been asked for by whoever has put another module beside us.
        for (ProfileSource source : ServiceLoader.load(ProfileSource.class, ProfileSource.class.getClassLoader())) {
            SOURCES.add(source);
            source.profiles().forEach(Profiles::add);
        }
    }

    private Profiles() {}

    /** Adds a profile, or another one in the place of one of that name. */
    static void add(Profile profile) {
        synchronized (BY_NAME) {
            BY_NAME.put(profile.name(), profile);
        }
    }

    static @Nullable Profile lookup(String name) {
        synchronized (BY_NAME) {
            return BY_NAME.get(name);
        }
    }

    /** Takes a CPU profile; null if there is nobody who can. The calling thread waits. */
    static @Nullable ProfileData cpu(Duration time) throws IOException, InterruptedException {
        for (ProfileSource source : SOURCES) {
            ProfileData data = source.cpu(time);
            if (data != null) {
                return data;
            }
        }
        return null;
    }

    static List<Profile> all() {
        synchronized (BY_NAME) {
            return new ArrayList<>(BY_NAME.values());
        }
    }
}
