// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;

/** The scheduler's fields, read by reflection after a hang. Names that are gone are left out: for reading, not for checking. */
final class Innards {
    private static final String ROOM = "io.go4j.sched.";

    private Innards() {}

    static String describe() {
        var out = new StringBuilder("--- scheduler\n");
        try {
            Class<?> sched = Class.forName(ROOM + "Sched");
            Class<?> idle = Class.forName(ROOM + "Idle");
            Class<?> procs = Class.forName(ROOM + "Procs");
            for (String name : new String[] {"idlePs", "spinning"}) {
                out.append(name).append('=').append(get(idle, null, name)).append(' ');
            }
            for (String name : new String[] {"timerWaiter", "timerWaitUntil"}) {
                out.append(name).append('=').append(get(Class.forName(ROOM + "IdleM"), null, name)).append(' ');
            }
            out.append("now=").append(call(Class.forName("io.go4j.timer.Clock"), null, "nanos"));
            Object global = get(sched, null, "GLOBAL");
            out.append(" global=").append(global == null ? "?" : call(global.getClass(), global, "size"));
            out.append(" idleMs=").append(get(idle, null, "MS")).append(" idlePsList=").append(get(idle, null, "PS"));
            out.append(" handoffs=").append(get(procs, null, "handoffs"));
            out.append('\n');
            Object all = get(procs, null, "everyP");
            for (int i = 0; all != null && i < Array.getLength(all); i++) {
                Object p = Array.get(all, i);
                Object runq = get(p.getClass(), p, "runq");
                Object timers = get(p.getClass(), p, "timers");
                out.append(p).append(" m=").append(get(p.getClass(), p, "m")).append(" surplus=").append(get(p.getClass(), p, "surplus"));
                out.append(" eager=").append(get(p.getClass(), p, "eager"));
                if (runq != null) {
                    out.append(" runnext=").append(call(runq.getClass(), runq, "peekNext"));
                    out.append(" queued=").append(call(runq.getClass(), runq, "size"));
                }
                if (timers != null) {
                    out.append(" timers=").append(call(timers.getClass(), timers, "size"));
                    out.append(" next=").append(call(timers.getClass(), timers, "next"));
                }
                out.append('\n');
            }
            if (call(Class.forName(ROOM + "Machines"), null, "all") instanceof Collection<?> ms) {
                for (Object m : ms) {
                    out.append(m).append(" p=").append(get(m.getClass(), m, "p")).append(" nextp=").append(get(m.getClass(), m, "nextp"));
                    out.append(" spinning=").append(get(m.getClass(), m, "spinning")).append(" idle=").append(get(m.getClass(), m, "idle"));
                    Object locked = get(m.getClass(), m, "locked");
                    out.append(" lockedTo=").append(get(locked.getClass(), locked, "own"));
                    out.append(" curg=").append(get(m.getClass(), m, "curg")).append('\n');
                }
            }
        } catch (ClassNotFoundException | RuntimeException e) {
            out.append(e).append('\n');
        }
        return out.toString();
    }

    private static Object get(Class<?> c, Object on, String field) {
        try {
            Field f = c.getDeclaredField(field);
            f.setAccessible(true);
            return f.get(on);
        } catch (ReflectiveOperationException e) {
            return "?";
        }
    }

    private static Object call(Class<?> c, Object on, String method) {
        try {
            Method m = c.getDeclaredMethod(method);
            m.setAccessible(true);
            return m.invoke(on);
        } catch (ReflectiveOperationException e) {
            return "?";
        }
    }
}
