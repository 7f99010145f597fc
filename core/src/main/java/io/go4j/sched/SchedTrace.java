// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.diag.WaitReason;

/** The report of {@code GODEBUG=schedtrace=N,scheddetail=1}, in the shape of Go 1.26. (Go: schedtrace in proc.go.) */
final class SchedTrace {
    /*
     * Where Go has a number that means nothing here (mallocing, throwing, preemptoff, locks, dying), it is 0 or empty, so that scripts
     * which count fields go on working.
     */
    private static final int IDLE = 0;
    private static final int RUNNING = 1;

    private SchedTrace() {}

    /** Returns the lines of one report, {@code millis} after the first. Sysmon only. */
    static String report(long millis, boolean detail, boolean sysmonWait) {
        P[] processors = Procs.processors();
        int spinning = Idle.spinning();
        var out = new StringBuilder(200);
        out.append("SCHED ").append(millis).append("ms: gomaxprocs=").append(processors.length);
        out.append(" idleprocs=").append(Idle.processors());
        out.append(" threads=").append(Machines.threads());
        out.append(" spinningthreads=").append(spinning);
        out.append(" needspinning=0");
        out.append(" idlethreads=").append(Idle.machines());
        out.append(" runqueue=").append(Sched.GLOBAL.size());
        if (detail) {
            detail(out, processors, sysmonWait);
        } else {
            out.append(" [ ");
            for (P p : processors) {
                out.append(p.runq.size()).append(' ');
            }
            out.append("] schedticks=[ ");
            for (P p : processors) {
                out.append(p.schedtick).append(' ');
            }
            out.append("]\n");
        }
        return out.toString();
    }

    private static void detail(StringBuilder out, P[] processors, boolean sysmonWait) {
        var machines = Machines.all();
        long lockedIdle = machines.stream().filter(m -> m.locked.waits()).count();
        out.append(" gcwaiting=false nmidlelocked=").append(lockedIdle).append(" stopwait=0 sysmonwait=").append(sysmonWait).append('\n');
        for (P p : processors) {
            M m = p.m;
            out.append("  P").append(p.id).append(": status=").append(m == null ? IDLE : RUNNING);
            out.append(" schedtick=").append(p.schedtick).append(" syscalltick=").append(p.handoffs);
            out.append(" m=").append(m == null ? "nil" : m.id).append(" runqsize=").append(p.runq.size());
            out.append(" gfreecnt=").append(p.freeGs()).append(" timerslen=").append(p.timers.size()).append('\n');
        }
        for (M m : machines.reversed()) {
            P p = m.heldOrNull();
            G g = m.curg;
            G locked = m.locked.g();
            out.append("  M").append(m.id).append(": p=").append(p == null || p.surplus ? "nil" : p.id);
            out.append(" curg=").append(g == null ? "nil" : g.id);
            out.append(" mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=").append(m.spinning);
            out.append(" blocked=").append(m.idle || m.locked.waits());
            out.append(" lockedg=").append(locked == null ? "nil" : locked.id).append('\n');
        }
        for (G g : AllGs.live()) {
            goroutine(out, g);
        }
    }

    private static void goroutine(StringBuilder out, G g) {
        Stack s = g.stack;
        M runsOn = World.machineOf(g);
        M locked = s == null ? null : s.lockedTo();
        int status = g.statusNow();
        boolean queued = status == G.NEW || (s != null && s.queued);
        Wait call = g.waitNow();
        WaitReason reason = call != null && !queued ? call.reason() : WaitReason.NONE;
        int number = queued ? 1 : runsOn == null || call != null ? 4 : runsOn.isBlocking() ? 3 : 2;
        out.append("  G").append(g.id).append(": status=").append(number).append('(').append(reason).append(')');
        out.append(" m=").append(runsOn == null ? "nil" : runsOn.id);
        out.append(" lockedm=").append(locked == null ? "nil" : locked.id).append('\n');
    }
}
