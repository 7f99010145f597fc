// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import io.go4j.GoRuntime;
import io.go4j.pprof.Profile;
import java.util.Map;
import java.util.TreeMap;

/** The page at {@code /debug/pprof/}: rows and words as Go's, for people and for those who scrape it. */
final class IndexPage {
    private static final Map<String, String> DESCRIPTIONS = Map.ofEntries(
            Map.entry("allocs", "A sampling of all past memory allocations"),
            Map.entry("block", "Stack traces that led to blocking on synchronization primitives"),
            Map.entry("cmdline", "The command line invocation of the current program"),
            Map.entry("goroutine", "Stack traces of all current goroutines. Use debug=2 as a query parameter to export in the same format "
                    + "as an unrecovered panic."),
            Map.entry("goroutineleak", "Stack traces of all leaked goroutines. Use debug=2 as a query parameter to export in the same "
                    + "format as an unrecovered panic."),
            Map.entry("heap", "A sampling of memory allocations of live objects. GC is run before taking the heap sample; specify "
                    + "gc=0 as a query parameter to leave that out."),
            Map.entry("mutex", "Stack traces of holders of contended mutexes"),
            Map.entry("profile", "CPU profile. You can specify the duration in the seconds GET parameter. After you get the profile file, "
                    + "use the go tool pprof command to investigate the profile."),
            Map.entry("symbol", "Maps given program counters to function names. Counters can be specified in a GET raw query or POST body, "
                    + "multiple counters are separated by &#39;+&#39;."),
            Map.entry("threadcreate", "Stack traces that led to the creation of new OS threads"),
            Map.entry("virtualthread", "Stack traces of all virtual threads on the processors that are no goroutines"),
            Map.entry("trace", "A trace of execution of the current program. You can specify the duration in the seconds GET parameter. "
                    + "After you get the trace file, use the go tool trace command to investigate the trace."));

    private IndexPage() {}

    static String text() {
        var counts = new TreeMap<String, Integer>(Map.of("cmdline", 0, "profile", 0, "symbol", 0, "trace", 0));
        for (Profile p : GoRuntime.profiles()) {
            counts.put(p.name(), p.count());
        }
        var out = new StringBuilder(4096).append("""
                <html>
                <head>
                <title>/debug/pprof/</title>
                <style>
                .profile-name{
                \tdisplay:inline-block;
                \twidth:6rem;
                }
                </style>
                </head>
                <body>
                /debug/pprof/
                <br>
                <p>Set debug=1 as a query parameter to export in legacy text format</p>
                <br>
                Types of profiles available:
                <table>
                <thead><td>Count</td><td>Profile</td></thead>
                """);
        counts.forEach((name, count) -> out.append("<tr><td>").append(count).append("</td><td><a href='").append(name)
                .append("?debug=1'>").append(name).append("</a></td></tr>\n"));
        out.append("""
                </table>
                <a href="goroutine?debug=2">full goroutine stack dump</a>
                <br>
                <p>
                Profile Descriptions:
                <ul>
                """);
        counts.keySet().forEach(name -> out.append("<li><div class=profile-name>").append(name).append(": </div> ")
                .append(DESCRIPTIONS.getOrDefault(name, "")).append("</li>\n"));
        return out.append("""
                </ul>
                </p>
                </body>
                </html>""").toString();
    }
}
