// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import io.go4j.debug.inspect.Seen;
import io.go4j.debug.inspect.Spot;
import io.go4j.debug.inspect.TargetThread;
import io.go4j.debug.inspect.Variable;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitReason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the records of the target look like in Delve's protocol. (Delve: service/api/types.go.) */
final class Answers {
    /*
     * Fields that are zero are left out where there are many of them, as in a list of goroutines: the client's decoder takes missing ones
     * for zero, and has half as much to read.
     */
    private static final int RUNNABLE = 1;
    private static final int RUNNING = 2;
    private static final int SYSCALL = 3;
    private static final int WAITING = 4;
    private static final int DEAD = 6;

    private static final int SEMACQUIRE = 18;
    private static final int COND_WAIT = 20;

    private static final int KIND_INT = 2;

    /** Each place as JSON. Bounded by the number of places that there are. */
    private final Map<Spot, byte[]> places = new ConcurrentHashMap<>();

    private byte[] place(Spot spot) {
        byte[] known = places.get(spot);
        return known != null ? known : places.computeIfAbsent(spot, s -> {
            var out = new JsonOut().object();
            out.field("pc", s.pc()).field("file", s.file()).field("line", s.line());
            if (!s.function().isEmpty()) {
                out.name("function").object().field("name", s.function()).endObject();
            }
            return out.endObject().toBytes();
        });
    }

    private static void fields(JsonOut out, Spot spot) {
        out.field("pc", spot.pc()).field("file", spot.file()).field("line", spot.line());
        if (!spot.function().isEmpty()) {
            out.name("function").object().field("name", spot.function()).field("value", spot.entry()).endObject();
        }
    }

    void goroutine(JsonOut out, Seen g, boolean newClient) {
        GoroutineInfo info = g.info();
        out.object()
                .field("id", info.id())
                .name("currentLoc")
                .raw(place(g.current()))
                .name("userCurrentLoc")
                .raw(place(g.user()))
                .name("goStatementLoc")
                .raw(place(g.go()))
                .name("startLoc")
                .raw(place(g.start()))
                .field("status", status(info.status()));
        if (g.thread() != 0) {
            out.field("threadID", g.thread());
        }
        if (info.status() == GoroutineStatus.WAITING) {
            out.field("waitReason", reason(info.waitReason(), newClient));
            long minutes = info.waited() == null ? 0 : info.waited().toMinutes();
            if (minutes > 0) {
                out.field("waitSince", minutes);
            }
        }
        if (!info.labels().isEmpty()) {
            out.field("labels", info.labels());
        }
        out.endObject();
    }

    private static int status(GoroutineStatus status) {
        return switch (status) {
            case RUNNABLE -> RUNNABLE;
            case RUNNING -> RUNNING;
            case SYSCALL -> SYSCALL;
            case WAITING -> WAITING;
            case DEAD -> DEAD;
        };
    }

    /**
     * The number of a wait reason. Clients have tables of the words, by the version of Go that the server names; old ones have a single
     * table, in which some of the words are missing and their numbers are others' ({@code newClient} false). Words for the waits of the
     * JDK's there are none in any: the nearest stand for them.
     */
    static int reason(WaitReason reason, boolean newClient) {
        return switch (reason) {
            case NONE -> 0;
            case IO_WAIT -> 2;
            case CHAN_RECEIVE_NIL -> 3;
            case CHAN_SEND_NIL -> 4;
            case PANICWAIT -> 8;
            case SELECT -> 9;
            case SELECT_NO_CASES -> 10;
            case CHAN_RECEIVE -> 14;
            case CHAN_SEND -> 15;
            case SEMACQUIRE, JAVA_PARK -> SEMACQUIRE;
            case SLEEP, JAVA_SLEEP -> 19;
            case COND_WAIT, JAVA_OBJECT_WAIT -> COND_WAIT;
            case MUTEX_LOCK, JAVA_MONITOR_ENTER -> newClient ? 21 : SEMACQUIRE;
            case RWMUTEX_RLOCK -> newClient ? 22 : SEMACQUIRE;
            case RWMUTEX_LOCK -> newClient ? 23 : SEMACQUIRE;
            case WAITGROUP_WAIT -> newClient ? 24 : SEMACQUIRE;
        };
    }

    void thread(JsonOut out, TargetThread t) {
        out.object().field("id", t.id());
        fields(out, t.spot());
        out.field("goroutineID", t.goroutine()).name("ReturnValues").nothing().field("CallReturn", false).endObject();
    }

    void threads(JsonOut out, List<TargetThread> threads) {
        out.name("Threads").array();
        threads.forEach(t -> thread(out, t));
        out.endArray();
    }

    void running(JsonOut out) {
        out.object().name("State").object().field("Running", true).name("Threads").nothing().endObject().endObject();
    }

    void frame(JsonOut out, Spot spot, boolean bottom) {
        out.object();
        fields(out, spot);
        out.name("Locals").nothing().name("Arguments").nothing().field("FrameOffset", 0).field("FramePointerOffset", 0);
        out.name("Defers").array().endArray();
        if (bottom) {
            out.field("Bottom", true);
        }
        out.field("Err", "").endObject();
    }

    /** A place as a location that was found. */
    void location(JsonOut out, Spot spot) {
        out.object();
        fields(out, spot);
        out.name("pcs").array();
        if (spot.pc() != 0) {
            out.value(spot.pc());
        }
        out.endArray().endObject();
    }

    void variable(JsonOut out, Variable v) {
        boolean noText = v.text() == null;
        out.object()
                .field("name", v.name())
                .field("type", v.type())
                .field("realType", v.type())
                .field("kind", kind(v.kind()))
                .field("value", noText ? "" : v.text())
                .field("len", v.length())
                .field("cap", v.capacity())
                .field("base", 1) // 0 would be taken for nil
                .field("unreadable", v.unreadable() == null ? "" : v.unreadable());
        out.name("children").array();
        v.children().forEach(child -> variable(out, child));
        out.endArray().endObject();
    }

    /** Go's reflect.Kind. */
    private static int kind(Variable.@Nullable Kind kind) {
        return switch (kind) {
            case BOOL -> 1;
            case FLOAT -> 14;
            case CHAN -> 18;
            case MAP -> 21;
            case SLICE -> 23;
            case STRING -> 24;
            case STRUCT -> 25;
            case null, default -> KIND_INT;
        };
    }
}
