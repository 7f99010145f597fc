// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile;

import io.go4j.GoBody;
import java.util.Map;
import java.util.TreeMap;

/**
 * A leak program, and what is to be reported of it.
 *
 * @param name Go's name of it
 * @param body starts it, and returns
 * @param rests whether all its goroutines that do not end are leaked in the end; if not, it has some that could go on
 * @param least if it does not rest: how many goroutines it then has at least
 * @param sites what may or must be reported, by function and reason
 */
public record LeakCase(String name, GoBody body, boolean rests, int least, Map<String, Site> sites) {
    /** How often a goroutine function is reported with a wait reason. */
    public record Site(int least, int most) {}

    /**
     * A program of which nothing stays but what is reported.
     *
     * @param sites such as {@code f.func1 [chan send]}: at least once; with {@code x100} after it: as often; with {@code ?}: perhaps
     */
    public static LeakCase of(String name, GoBody body, String... sites) {
        return new LeakCase(name, body, true, 0, parse(sites));
    }

    /** A program of which goroutines stay that could go on, and are not to be reported. */
    public static LeakCase alive(String name, GoBody body, int least, String... sites) {
        return new LeakCase(name, body, false, least, parse(sites));
    }

    /** Returns whether something must be reported, and nothing is a matter of timing. */
    public boolean isCertain() {
        return rests && sites.values().stream().allMatch(s -> s.least > 0);
    }

    private static Map<String, Site> parse(String... sites) {
        Map<String, Site> all = new TreeMap<>();
        for (String s : sites) {
            int end = s.indexOf(']') + 1;
            String often = s.substring(end).strip();
            Site site = switch (often) {
                case "" -> new Site(1, Integer.MAX_VALUE);
                case "?" -> new Site(0, Integer.MAX_VALUE);
                default -> new Site(Integer.parseInt(often.substring(1)), Integer.parseInt(often.substring(1)));
            };
            all.put(s.substring(0, end), site);
        }
        return all;
    }
}
