// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import io.go4j.debug.Commands;
import io.go4j.debug.dlv.Session.Request;
import io.go4j.debug.inspect.Fields;
import io.go4j.debug.inspect.Filter;
import io.go4j.debug.inspect.Places;
import io.go4j.debug.inspect.Seen;
import io.go4j.debug.inspect.Snapshot;
import io.go4j.debug.inspect.Spot;
import io.go4j.debug.inspect.TargetThread;
import io.go4j.debug.inspect.Variable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The methods of Delve's protocol, version 2 of its API. (Delve: service/rpc2/server.go.) */
final class Requests {
    static final String COMMAND = "RPCServer.Command";
    static final String GET_EVENTS = "RPCServer.GetEvents";
    static final int EVENT_RESUMED = 0;
    static final int EVENT_STOPPED = 1;

    private static final String PREFIX = "RPCServer.";
    private static final int FRAMES_MAX = 10_000;
    private static final int ANCESTORS_MAX = 1000;
    private static final int KILLED = 137;

    private final Debugger debugger;
    private final Session session;
    private final Answers answers = new Answers();
    private final Listing listing = new Listing(answers);

    Requests(Debugger debugger, Session session) {
        this.debugger = debugger;
        this.session = session;
    }

    /** The request cannot be answered; the client prints why. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message, null, false, false);
        }
    }

    /** Answers a request, or has it wait. The worker of the session. */
    void answer(Request r) throws IOException {
        try {
            JsonOut result = result(r);
            if (result != null) {
                session.answer(r, result);
            }
        } catch (Refused | Places.NoSuchPlace | Fields.NoValue | IllegalArgumentException | CancellationException e) {
            session.error(r, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            session.error(r, "go4j bug: " + e);
        }
    }

    /** Answers one that has waited. Any thread. */
    void answerWaiting(Request r, List<Integer> events) throws IOException {
        var out = new JsonOut();
        if (r.method().equals(GET_EVENTS)) {
            out.object().name("Events").array();
            events.forEach(kind -> out.object().field("Kind", kind).endObject());
            session.answer(r, out.endArray().endObject());
        } else {
            session.answer(r, state());
        }
    }

    /** Null if it waits. */
    private @Nullable JsonOut result(Request r) throws IOException, Refused, Places.NoSuchPlace, Fields.NoValue {
        Parameters p = r.parameters();
        String method = r.method().startsWith(PREFIX) ? r.method().substring(PREFIX.length()) : "";
        var out = new JsonOut().object();
        switch (method) {
            case "SetApiVersion" -> checkVersion(p);
            case "State" -> {
                return stateOrWait(r);
            }
            case "Command" -> {
                return command(r);
            }
            case "GetEvents" -> {
                session.await(r);
                return null;
            }
            case "Detach" -> {
                return detach(r);
            }
            case "IsMulticlient" -> out.field("IsMulticlient", true); // it then asks us to halt, and before it ends anything
            case "AttachedToExistingProcess" -> out.field("Answer", true);
            case "Recorded" -> out.field("Recorded", false).field("TraceDirectory", "");
            case "FollowExecEnabled" -> out.field("Enabled", false);
            case "ProcessPid" -> out.field("Pid", ProcessHandle.current().pid());
            case "BuildID" -> out.field("BuildID", "");
            case "LastModified" ->
                out.field("Time", Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()).toString());
            case "GetVersion" ->
                out.field("DelveVersion", "go4j")
                        .field("APIVersion", 2)
                        .field("Backend", "go4j, Java " + Runtime.version())
                        .field("TargetGoVersion", "go1.24.0") // by whose table the client reads wait reasons
                        .field("MinSupportedVersionOfGo", "1.24.0")
                        .field("MaxSupportedVersionOfGo", "1.24.0");
            case "ListDynamicLibraries" -> out.name("List").array().endArray().field("ExecutableTrimpath", false);
            case "ListTargets" -> targets(out);
            case "ListThreads" -> answers.threads(out, debugger.target.again().threads());
            case "ListGoroutines" -> listing.goroutines(out, p, all(p).goroutines(), session.knowsEvents);
            case "Stacktrace" -> stacktrace(out, p);
            case "Ancestors" -> ancestors(out, p);
            case "ListSources" -> out.strings("Sources", debugger.target.sources(Filter.of(p.text("Filter"))));
            case "ListFunctions" -> out.strings("Funcs", debugger.target.functions(Filter.of(p.text("Filter"))));
            case "ListTypes" -> out.strings("Types", debugger.target.types(Filter.of(p.text("Filter"))));
            case "ListPackagesBuildInfo" -> listing.packages(out, debugger.target.packages(Filter.of(p.text("Filter"))), p);
            case "FindLocation" -> findLocation(out, p);
            case "ListPackageVars" -> packageVariables(out, p);
            case "Eval" -> evaluate(out, p);
            case "ListLocalVars", "ListFunctionArgs" -> throw new Refused("locals and arguments are not known before a breakpoint");
            case "ListBreakpoints" -> out.name("Breakpoints").array().endArray();
            case "GetBreakpoint", "ClearBreakpoint", "ToggleBreakpoint" -> throw noBreakpoint(p);
            case "CreateBreakpoint", "AmendBreakpoint", "CreateWatchpoint" -> throw new Refused("go4j has no breakpoints yet");
            case "CancelNext", "CancelDownloads" -> {}
            default -> throw new Refused((method.isEmpty() ? "this" : method) + " is not supported by go4j");
        }
        return out.endObject();
    }

    /** Of a list the first page is of now, the others of the same moment. */
    private Snapshot all(Parameters p) {
        return p.number("Start") == 0 ? debugger.target.again() : debugger.target.snapshot();
    }

    private static void checkVersion(Parameters p) throws Refused {
        if (p.number("APIVersion") != 2) {
            throw new Refused("only version 2 of the API is spoken here");
        }
    }

    private static Refused noBreakpoint(Parameters p) {
        String name = p.text("Name");
        return new Refused(name.isEmpty() ? "no breakpoint with id " + p.number("Id") : "no breakpoint with name " + name);
    }

    // --- state and commands ---

    private @Nullable JsonOut stateOrWait(Request r) throws IOException {
        if (debugger.target.isStopped()) {
            return state();
        }
        if (!r.parameters().flag("NonBlocking")) {
            session.await(r);
            return null;
        }
        return state();
    }

    private JsonOut state() {
        var out = new JsonOut();
        if (!debugger.target.isStopped()) {
            answers.running(out);
            return out;
        }
        Snapshot all = debugger.target.snapshot();
        Seen selected = debugger.selected(all);
        TargetThread current = debugger.current(all, selected);
        out.object().name("State").object();
        out.field("Pid", ProcessHandle.current().pid()).field("TargetCommandLine", Commands.line(" ")).field("Running", false);
        out.field("Recording", false).field("CoreDumping", false);
        if (current != null) {
            answers.thread(out.name("currentThread"), current);
        }
        if (selected != null) {
            answers.goroutine(out.name("currentGoroutine"), selected, session.knowsEvents);
        }
        answers.threads(out, all.threads());
        out.field("NextInProgress", false).name("WatchOutOfScope").nothing().field("exited", false).field("exitStatus", 0);
        return out.field("When", "").field("stopReason", "manual").endObject().endObject();
    }

    private @Nullable JsonOut command(Request r) throws IOException, Refused {
        Parameters p = r.parameters();
        session.knowsEvents |= p.names("WithEvents");
        boolean events = p.flag("WithEvents");
        String name = p.text("name");
        switch (name) {
            case "halt" -> debugger.target.halt();
            case "continue", "directionCongruentContinue" -> {
                if (events) {
                    session.forgetEvents();
                    session.event(EVENT_RESUMED);
                }
                debugger.target.resume();
                session.await(r);
                return null;
            }
            case "switchGoroutine" -> {
                long id = p.number("goroutineID");
                if (debugger.target.snapshot().goroutine(id) == null) {
                    throw new Refused("unknown goroutine " + id);
                }
                debugger.select(id, 0);
            }
            case "switchThread" -> switchThread(p.count("threadID"));
            default -> {
                if (events) { // its client waits for the answer and for the event
                    session.event(EVENT_STOPPED);
                    session.changed();
                }
                throw new Refused(name + " is not supported by go4j: it can halt and continue");
            }
        }
        return state();
    }

    private void switchThread(int id) throws Refused {
        TargetThread t = debugger.target.again().thread(id);
        if (t == null) {
            throw new Refused("thread " + id + " does not exist");
        }
        debugger.select(t.goroutine(), id);
    }

    private @Nullable JsonOut detach(Request r) throws IOException, Refused {
        boolean kill = r.parameters().flag("Kill");
        if (kill && !debugger.mayKill) {
            throw new Refused("this program does not let itself be killed by a debugger; it goes on when you leave");
        }
        session.answer(r, new JsonOut().object().endObject());
        if (kill) {
            Runtime.getRuntime().halt(KILLED);
        }
        debugger.shutDown();
        return null;
    }

    private void targets(JsonOut out) {
        Snapshot all = debugger.target.snapshot();
        TargetThread current = debugger.current(all, debugger.selected(all));
        out.name("Targets").array().object().field("Pid", ProcessHandle.current().pid()).field("CmdLine", Commands.line(" "));
        if (current != null) {
            answers.thread(out.name("CurrentThread"), current);
        }
        out.endObject().endArray();
    }

    // --- stacks ---

    /** Of a goroutine, of the selected one if {@code id} is negative, or of the selected thread. */
    private List<StackTraceElement> frames(long id) throws Refused {
        Snapshot all = debugger.target.snapshot();
        Seen selected = id < 0 ? debugger.selected(all) : null;
        if (id < 0 && selected == null) {
            TargetThread t = debugger.current(all, null);
            return t == null ? List.of() : t.frames();
        }
        Seen g = debugger.target.goroutine(selected == null ? id : selected.id());
        if (g == null) {
            throw new Refused("unknown goroutine " + id);
        }
        return g.frames();
    }

    private void stacktrace(JsonOut out, Parameters p) throws Refused {
        List<StackTraceElement> frames = frames(p.number("Id"));
        int to = Math.min(frames.size(), Math.clamp(p.number("Depth"), 0, FRAMES_MAX) + 1);
        out.name("Locations").array();
        for (int i = Math.max(0, p.count("Skip")); i < to; i++) {
            answers.frame(out, debugger.target.spot(frames.get(i)), i == frames.size() - 1);
        }
        out.endArray();
    }

    /** Who started it, and who started that one, as far as these are still there. Of each the place is known at which it did so. */
    private void ancestors(JsonOut out, Parameters p) throws Refused {
        Snapshot all = debugger.target.snapshot();
        long id = p.number("GoroutineID");
        Seen g = id < 0 ? debugger.selected(all) : all.goroutine(id);
        if (g == null) {
            throw new Refused("unknown goroutine " + id);
        }
        out.name("Ancestors").array();
        for (int n = Math.clamp(p.number("NumAncestors"), 0, ANCESTORS_MAX); n > 0 && g != null && g.info().parentId() != 0; n--) {
            out.object().field("ID", g.info().parentId()).name("Stack").array();
            StackTraceElement site = g.info().createdBy();
            if (site != null) {
                answers.frame(out, debugger.target.spot(site), true);
            }
            out.endArray().field("Unreadable", "").endObject();
            g = all.goroutine(g.info().parentId());
        }
        out.endArray();
    }

    // --- places and values ---

    /** The selected one, if the client names none. */
    private static long goroutine(Parameters scope) {
        return scope.has("GoroutineID") ? scope.number("GoroutineID") : -1;
    }

    private @Nullable StackTraceElement frame(Parameters scope) throws Refused {
        List<StackTraceElement> frames = frames(goroutine(scope));
        int n = scope.count("Frame");
        return n >= 0 && n < frames.size() ? frames.get(n) : null;
    }

    private void findLocation(JsonOut out, Parameters p) throws Refused, Places.NoSuchPlace {
        StackTraceElement frame = frame(p.object("Scope"));
        Spot here = frame == null ? null : debugger.target.spot(frame);
        out.name("Locations").array();
        debugger.target.places().find(p.text("Loc"), here).forEach(spot -> answers.location(out, spot));
        out.endArray().field("SubstituteLocExpr", "");
    }

    private static Fields.Limits limits(Parameters config) {
        return new Fields.Limits(config.count("MaxVariableRecurse") + 1, config.count("MaxStringLen"), config.count("MaxArrayValues"));
    }

    private void evaluate(JsonOut out, Parameters p) throws Refused, Fields.NoValue {
        Parameters scope = p.object("Scope");
        List<StackTraceElement> frames = frames(goroutine(scope));
        int from = Math.clamp(scope.count("Frame"), 0, frames.size());
        List<String> near = frames.subList(from, frames.size()).stream().map(StackTraceElement::getClassName).distinct().toList();
        Variable v = debugger.target.fields().read(p.text("Expr"), near, limits(p.object("Cfg")));
        answers.variable(out.name("Variable"), v);
    }

    private void packageVariables(JsonOut out, Parameters p) {
        out.name("Variables").array();
        debugger.target
                .fields()
                .all(Filter.of(p.text("Filter")), limits(p.object("Cfg")))
                .forEach(v -> answers.variable(out, v));
        out.endArray();
    }
}
