// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.park.Contention;
import io.go4j.pprof.Profile;
import io.go4j.pprof.ProfileData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Profiles for those who look in from outside, who cannot say {@code setBlockProfileRate} first. */
final class ProfileFile {
    /*
     * Nobody has prepared the program, so what is off is switched on for the time that is asked for: waits from 10 us on, and a share of
     * the shorter ones; one contention in ten. That is cheap enough for a program in use. Who asks for what there is now, of a profile
     * that is off and has nothing in it, is told so: an empty file would look like good news.
     */
    private static final int BLOCK_NANOS = 10_000;
    private static final int MUTEX_FRACTION = 10;
    private static final int SECONDS_MAX = 3600; // as the servers of module debug
    private static final List<String> OF_DEBUG = List.of("allocs", "heap", "profile");

    private ProfileFile() {}

    /** See {@link io.go4j.diag.SchedulerMXBean#profile}. */
    static byte[] take(String name, int debug, int seconds, boolean collects) {
        if (seconds < 0 || seconds > SECONDS_MAX) {
            throw new IllegalArgumentException("seconds are from 1 to " + SECONDS_MAX);
        }
        if (debug != 0 && (seconds > 0 || name.equals("profile"))) {
            throw new IllegalArgumentException("what is measured over a time has no text form; leave --debug out");
        }
        var out = new ByteArrayOutputStream();
        try {
            if (name.equals("profile")) {
                cpu(seconds).writeTo(out);
            } else if (seconds > 0) {
                change(find(name, collects), seconds).writeTo(out);
            } else {
                write(find(name, collects), debug, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted");
        }
        return out.toByteArray();
    }

    private static ProfileData cpu(int seconds) throws IOException, InterruptedException {
        if (seconds == 0) {
            throw new IllegalArgumentException("a CPU profile takes some seconds");
        }
        ProfileData data = Profiles.cpu(Duration.ofSeconds(seconds));
        if (data == null) {
            throw missing("profile");
        }
        return data;
    }

    private static IllegalArgumentException missing(String name) {
        String what = name.equals("profile") ? "CPU" : name;
        return new IllegalArgumentException("the process has no " + what + " profile: go4j-debug is not on its class path; add that"
                + " artifact, or start it with go4j run (goroutine, block, mutex, threadcreate and goroutineleak work without)");
    }

    private static Profile find(String name, boolean collects) {
        Profile profile = GoRuntime.lookup(name);
        if (profile != null) {
            return collects ? profile : profile.withoutCollection();
        }
        if (name.equals("goroutineleak")) {
            GoRuntime.findLeaks(); // which says why not
        }
        if (OF_DEBUG.contains(name)) {
            throw missing(name);
        }
        throw new IllegalArgumentException("there is no profile " + name + "; there are profile (CPU time), "
                + Profiles.all().stream().map(Profile::name).collect(Collectors.joining(", ")));
    }

    private static void write(Profile profile, int debug, ByteArrayOutputStream out) throws IOException {
        boolean off = switch (profile.name()) {
            case "block" -> Contention.blockRate() == 0 && profile.count() == 0;
            case "mutex" -> Contention.mutexFraction(-1) == 0 && profile.count() == 0;
            default -> false;
        };
        if (off) {
            throw new IllegalStateException(
                    "the " + profile.name() + " profile is off in that process; --seconds 10 switches it on for so long");
        }
        if (debug == 0 && profile.name().equals("allocs")) {
            ProfileData data = profile.data();
            if (data.samples().stream().allMatch(s -> s.value(1) == 0)) {
                throw new IllegalStateException("allocations are sampled from the first look on, which was this one; ask again, or give"
                        + " --seconds 10");
            }
            data.writeTo(out);
            return;
        }
        profile.writeTo(out, debug);
    }

    /** What changes from now on. */
    private static ProfileData change(Profile profile, int seconds) throws IOException, InterruptedException {
        boolean block = profile.name().equals("block") && Contention.blockRate() == 0;
        boolean mutex = profile.name().equals("mutex") && Contention.mutexFraction(-1) == 0;
        if (block) {
            Contention.blockRate(BLOCK_NANOS);
        }
        if (mutex) {
            Contention.mutexFraction(MUTEX_FRACTION);
        }
        try {
            ProfileData before = profile.data();
            Thread.sleep(Duration.ofSeconds(seconds));
            return profile.data().minus(before);
        } finally {
            if (block) {
                Contention.blockRate(0);
            }
            if (mutex) {
                Contention.mutexFraction(0);
            }
        }
    }
}
