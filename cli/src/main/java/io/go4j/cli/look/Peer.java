// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import java.util.List;

/** A process that a command looks into. */
interface Peer extends Profiled {
    /** The process that the user names: {@code 1234}, or {@code host:port} of a gops agent. */
    static Peer of(String target) throws LookFailure {
        if (HttpProfiles.isUrl(target)) {
            throw LookFailure.usage("only pprof takes a URL; give a process id, or host:port of a gops agent");
        }
        if (target.indexOf(':') >= 0) {
            return GopsPeer.at(target);
        }
        return LocalPeer.of(pid(target));
    }

    /** Reads a process id. */
    static long pid(String target) throws LookFailure {
        try {
            long pid = Long.parseLong(target);
            if (pid > 0) {
                return pid;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw LookFailure.usage(target + " is neither a process id nor host:port; go4j ps lists the processes");
    }

    /** Stacks, those that meet all {@code filters}, see {@link io.go4j.diag.GoroutineFilter}. */
    String stacks(boolean grouped, List<String> filters) throws LookFailure;

    /** The four lines of gops. */
    String stats() throws LookFailure;

    /** The lines of gops. */
    String memstats() throws LookFailure;

    /** One line. */
    String version() throws LookFailure;

    /** Collects garbage. */
    void gc() throws LookFailure;
}
