// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.InGoroutine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shapes that scripts for Go's own traces expect. */
@Tag("full-only")
class SchedTraceTest {
    private static final String HEAD = "SCHED \\d+ms: gomaxprocs=\\d+ idleprocs=\\d+ threads=\\d+ spinningthreads=\\d+ needspinning=[01]"
            + " idlethreads=\\d+ runqueue=\\d+ ";

    @Test
    void oneLine() throws Exception {
        InGoroutine.run(() -> {
            String line = SchedTrace.report(17, false, false);
            assertThat(line).startsWith("SCHED 17ms: ").matches(HEAD + "\\[ (\\d+ )+\\] schedticks=\\[ (\\d+ )+\\]\n");
            int processors = Procs.processors().length;
            assertThat(line.split("\\[")[1].split("\\]")[0].strip().split(" ")).hasSize(processors);
        });
    }

    @Test
    void inDetail() throws Exception {
        InGoroutine.run(() -> {
            var lines = SchedTrace.report(0, true, true).lines().toList();
            assertThat(lines.getFirst()).matches(HEAD + "gcwaiting=false nmidlelocked=\\d+ stopwait=0 sysmonwait=true");
            String n = "(nil|\\d+)";
            String p = "  P\\d+: status=[01] schedtick=\\d+ syscalltick=\\d+ m=" + n + " runqsize=\\d+ gfreecnt=\\d+ timerslen=\\d+";
            String m = "  M\\d+: p=" + n + " curg=" + n + " mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=(true|false)"
                    + " blocked=(true|false) lockedg=" + n;
            String g = "  G\\d+: status=[1234]\\([^)]*\\)( ?\\))? m=" + n + " lockedm=" + n;
            assertThat(lines.subList(1, lines.size())).allMatch(l -> l.matches(p) || l.matches(m) || l.matches(g));
            assertThat(lines).anyMatch(l -> l.matches(p)).anyMatch(l -> l.matches(m));
            G me = Sched.currentG();
            M mine = M.current();
            assertThat(lines).contains("  G" + me.id + ": status=2() m=" + mine.id + " lockedm=nil");
        });
    }
}
