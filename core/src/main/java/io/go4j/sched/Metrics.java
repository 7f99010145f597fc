// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.diag.Metric;
import io.go4j.diag.ProcessorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The scheduler's numbers. Nobody is stopped for them, so they need not add up. */
public final class Metrics {
    private Metrics() {}

    /** Returns all, by name. Any thread; takes time in proportion to the number of threads, not of goroutines. */
    public static SortedMap<String, Metric> read() {
        var all = new TreeMap<String, Metric>();
        int goroutines = Sched.numGoroutine();
        count(all, "/sched/gomaxprocs:threads", Procs.count());
        count(all, "/sched/goroutines:goroutines", goroutines);
        if (!Carrier.FULL) {
            return all;
        }
        int running = 0;
        int notInGo = 0;
        for (M m : Machines.all()) {
            G g = m.curg;
            if (g != null && g.statusNow() == G.STARTED && g.waitNow() == null) {
                if (m.isBlocking()) {
                    notInGo++;
                } else {
                    running++;
                }
            }
        }
        int runnable = Procs.queued();
        count(all, "/sched/goroutines/running:goroutines", running);
        count(all, "/sched/goroutines/not-in-go:goroutines", notInGo);
        count(all, "/sched/goroutines/runnable:goroutines", runnable);
        count(all, "/sched/goroutines/waiting:goroutines", Math.max(0, goroutines - running - notInGo - runnable));
        count(all, "/sched/goroutines-created:goroutines", Sched.spawned());
        count(all, "/sched/threads/total:threads", Machines.threads());
        count(all, "/go4j/sched/global-queue:goroutines", Sched.GLOBAL.size());
        count(all, "/go4j/sched/threads/idle:threads", Idle.machines());
        count(all, "/go4j/sched/procs/idle:procs", Idle.processors());
        count(all, "/go4j/sched/switches:events", Sched.switches());
        count(all, "/go4j/sched/handoffs:events", Procs.handoffs());
        count(all, "/go4j/sched/wakeups:events", Idle.wakeUps());
        count(all, "/go4j/sched/hogs:events", Sysmon.hogs());
        count(all, "/go4j/sched/slices-expired:events", Sysmon.slicesExpired());
        count(all, "/go4j/sched/virtual-threads:threads", ForeignThreads.count());
        all.put("/sched/latencies:seconds", Latencies.sum("/sched/latencies:seconds", Procs.everyP()));
        return all;
    }

    /** Returns what each processor does. Any thread; none in portable mode. */
    public static List<ProcessorInfo> processors() {
        List<ProcessorInfo> all = new ArrayList<>();
        for (P p : Carrier.FULL ? Procs.processors() : new P[0]) {
            M m = p.m;
            G g = m == null ? null : m.curg;
            int queued = p.runq.size() + (p.runq.peekNext() == null ? 0 : 1);
            all.add(new ProcessorInfo(p.id, m == null ? -1 : m.id, g == null ? 0 : g.id(), queued, p.timers.size(), p.switches()));
        }
        return all;
    }

    private static void count(Map<String, Metric> all, String name, long value) {
        all.put(name, new Metric.Count(name, value));
    }
}
