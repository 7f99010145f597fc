// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What whole programs say on stderr because of their settings, GODEBUG above all; not a file of Go's. */
@Tag("full-only") // the JDK's scheduler has none of it
class GodebugTest {
    private static final String HEAD = "SCHED \\d+ms: gomaxprocs=2 idleprocs=\\d+ threads=\\d+ spinningthreads=\\d+ needspinning=[01]"
            + " idlethreads=\\d+ runqueue=\\d+ ";

    private static List<String> linesOf(String godebug) {
        Program p = Program.run(Map.of("GODEBUG", godebug, "GOMAXPROCS", "2"), "Traced");
        assertThat(p.stdout()).isEqualTo("3 reports\n");
        assertThat(p.status()).isZero();
        return p.stderr().lines().toList();
    }

    private static List<Integer> timesIn(List<String> lines) {
        var time = Pattern.compile("SCHED (\\d+)ms: .*");
        return lines.stream().map(time::matcher).filter(m -> m.matches()).map(m -> Integer.valueOf(m.group(1))).toList();
    }

    /** A line every 10 ms, or later on a busy machine. */
    @Test
    void schedtrace() {
        List<String> lines = linesOf("schedtrace=10");
        assertThat(lines).allMatch(l -> l.matches(HEAD + "\\[ \\d+ \\d+ ] schedticks=\\[ \\d+ \\d+ ]"));
        assertThat(timesIn(lines)).hasSizeGreaterThanOrEqualTo(3).startsWith(0).isSorted();
        assertThat(timesIn(lines).get(1)).isGreaterThanOrEqualTo(10);
    }

    @Test
    void modeThatThereIsNot() {
        Program p = Program.run(List.of("-Dgo4j.mode=fast"), TestProg.class, "Gomaxprocs");
        assertThat(p.stderr()).isEqualTo("go4j: go4j.mode=fast is ignored; the only word it knows is portable\n");
        assertThat(p.status()).isZero();
    }

    /** With the details, after each such line one for each processor, and those for machines and goroutines. */
    @Test
    void scheddetail() {
        List<String> lines = linesOf("schedtrace=10,scheddetail=1");
        String head = HEAD + "gcwaiting=false nmidlelocked=\\d+ stopwait=0 sysmonwait=(true|false)";
        String n = "(nil|\\d+)";
        String p = "  P[01]: status=[01] schedtick=\\d+ syscalltick=\\d+ m=" + n + " runqsize=\\d+ gfreecnt=\\d+ timerslen=\\d+";
        String m = "  M\\d+: p=" + n + " curg=" + n + " mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=(true|false)"
                + " blocked=(true|false) lockedg=" + n;
        String g = "  G\\d+: status=[1234]\\([^)]*\\)( ?\\))? m=" + n + " lockedm=" + n;
        assertThat(lines).allMatch(l -> l.matches(head) || l.matches(p) || l.matches(m) || l.matches(g));
        assertThat(lines).anyMatch(l -> l.matches(m)).anyMatch(l -> l.startsWith("  G1: ") && l.matches(g));
        int reports = timesIn(lines).size();
        assertThat(reports).isGreaterThanOrEqualTo(3);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches(head)) {
                assertThat(lines.subList(i + 1, i + 3)).allMatch(l -> l.matches(p));
            }
        }
        assertThat(lines.stream().filter(l -> l.matches(p))).hasSize(2 * reports);
    }

    /** Who computes while others wait is named with its place, if that is wanted. So is main, if the JVM takes long to load classes. */
    @Test
    void hogs() {
        Program p = Program.run(Map.of("GODEBUG", "hogs=1"), "Hog");
        assertThat(p.stdout()).matches("goroutine \\d+\n");
        String end = "; its processor was given to others, it runs on beside them";
        String hog = "go4j: goroutine \\d+ has computed for 10 ms without a switch, at .+" + end;
        assertThat(p.stderr().lines()).allMatch(l -> l.matches(hog));
        String place = "at io\\.go4j\\.conformance\\.SchedProgs\\.compute\\(SchedProgs\\.java:\\d+\\)";
        assertThat(p.stderr().lines()).filteredOn(l -> l.startsWith("go4j: " + p.stdout().strip() + " "))
                .singleElement().asString().containsPattern(" " + place + end);
    }

    /** Nobody is named if it is not. */
    @Test
    void hogsInSilence() {
        Program p = Program.run("Hog");
        assertThat(p.stdout()).matches("goroutine \\d+\n");
        assertThat(p.stderr()).isEmpty();
    }

    /** The threads of goroutines without a name are called after their ids, if that is wanted. */
    @Test
    void threadnames() {
        assertThat(Program.run(Map.of("GODEBUG", "threadnames=1"), "ThreadNames").stdout()).isEqualTo("its id\nworker\n".repeat(3));
        assertThat(Program.run("ThreadNames").stdout()).isEqualTo("''\nworker\n".repeat(3));
    }
}
