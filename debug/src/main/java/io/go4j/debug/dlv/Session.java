// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import io.go4j.debug.Visit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** One client: its requests come in, its answers go out. */
final class Session {
    /*
     * Two threads. That of the door reads: so it sees at once when the client has gone, whatever is being worked on, and the program then
     * goes on. The other one, the worker, answers one request after the other.
     *
     * Requests that wait for the program to stop (continue, the blocking State, GetEvents) hold no thread: they are kept, and answered by
     * whoever stops it. So a client can have any number of them open, within WAITING_MAX, and halt meanwhile.
     *
     * Bounds: a request is at most LINE_MAX bytes; QUEUE_MAX of them may wait for the worker. A client that exceeds one is no debugger, and
     * is cut off, as is one whose request is no JSON: what follows such a line cannot be told.
     */
    private static final int LINE_MAX = 1 << 20;
    private static final int QUEUE_MAX = 64;
    private static final int WAITING_MAX = 64;

    /** A request. */
    record Request(long id, String method, Parameters parameters) {}

    private final Debugger debugger;
    private final Visit visit;
    private final Requests requests;
    private final BlockingQueue<Request> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Object writing = new Object();
    private @Nullable String refusal;
    private volatile boolean over;
    private @Nullable Thread worker;

    // guarded by `waiting`
    private final List<Request> waiting = new ArrayList<>();
    private final List<Integer> events = new ArrayList<>();

    /** The client knows of events, so it is not of the oldest kind. */
    volatile boolean knowsEvents;

    Session(Debugger debugger, Visit visit) {
        this.debugger = debugger;
        this.visit = visit;
        requests = new Requests(debugger, this);
    }

    /** Answers every request with an error. */
    void refuse(String why) {
        refusal = why;
    }

    /** Reads requests until the client goes. */
    void serve(int firstByte) throws IOException {
        Thread t = new Thread(null, this::work, Thread.currentThread().getName() + "-work", 0, false);
        t.setDaemon(true);
        worker = t;
        t.start();
        var lines = new Lines(visit.in(), firstByte, LINE_MAX);
        while (!over && lines.next()) {
            Request request = read(lines);
            if (request == null || !queue.offer(request)) {
                return;
            }
        }
    }

    /** Null if it is none. */
    private static @Nullable Request read(Lines lines) {
        try {
            return Json.read(lines.bytes(), lines.length()) instanceof Map<?, ?> o
                            && o.get("method") instanceof String method
                            && o.get("id") instanceof Long id
                            && (o.get("params") == null || o.get("params") instanceof List<?>)
                    ? new Request(id, method, Parameters.of(o.get("params")))
                    : null;
        } catch (Json.Malformed e) {
            return null;
        }
    }

    private void work() {
        try {
            while (!over) {
                Request r = queue.take();
                if (refusal != null) {
                    error(r, refusal);
                } else {
                    requests.answer(r);
                }
            }
        } catch (InterruptedException e) {
            // the client has gone
        } catch (IOException e) {
            hangUp();
        } catch (VirtualMachineError | LinkageError e) { // no memory, no stack: this client gets no answer any more
            hangUp();
        }
    }

    /** The client has gone. */
    void end() {
        over = true;
        Thread t = worker;
        if (t != null) {
            t.interrupt();
        }
    }

    /** Cuts the client off. Any thread. */
    void hangUp() {
        over = true;
        visit.hangUp();
    }

    // --- requests that wait ---

    /** Keeps a request until {@link #changed} can answer it. */
    void await(Request r) throws IOException {
        boolean room;
        synchronized (waiting) {
            room = waiting.size() < WAITING_MAX;
            if (room) {
                waiting.add(r);
            }
        }
        if (!room) {
            error(r, "too many requests wait");
        }
        changed();
    }

    /** Notes an event, for who asks for events. */
    void event(int kind) {
        synchronized (waiting) {
            if (events.size() < WAITING_MAX) {
                events.add(kind);
            }
        }
    }

    /** Forgets events that nobody has asked for. */
    void forgetEvents() {
        synchronized (waiting) {
            events.clear();
        }
    }

    /** The program was stopped, or goes on: answers who waited for that. Any thread. */
    void changed() {
        boolean stopped = debugger.target.isStopped();
        List<Request> ready = new ArrayList<>();
        List<Integer> told = List.of();
        synchronized (waiting) {
            for (Request r : List.copyOf(waiting)) {
                boolean isForEvents = r.method.equals(Requests.GET_EVENTS);
                boolean endsContinue = stopped && !isForEvents;
                if (endsContinue && r.method.equals(Requests.COMMAND) && r.parameters.flag("WithEvents")) {
                    events.add(Requests.EVENT_STOPPED);
                }
                if (endsContinue) {
                    ready.add(r);
                }
            }
            for (Request r : List.copyOf(waiting)) {
                if (r.method.equals(Requests.GET_EVENTS) && !events.isEmpty() && told.isEmpty()) {
                    told = List.copyOf(events);
                    events.clear();
                    ready.add(r);
                }
            }
            waiting.removeAll(ready);
        }
        try {
            for (Request r : ready) {
                requests.answerWaiting(r, told);
            }
        } catch (IOException e) {
            hangUp();
        }
    }

    // --- answers ---

    void answer(Request r, JsonOut result) throws IOException {
        var out = new JsonOut();
        out.object().field("id", r.id).name("result").raw(result).name("error").nothing().endObject();
        send(out);
    }

    void error(Request r, String message) throws IOException {
        var out = new JsonOut();
        out.object().field("id", r.id).name("result").nothing().field("error", message).endObject();
        send(out);
    }

    private void send(JsonOut out) throws IOException {
        out.newline();
        synchronized (writing) {
            visit.out().write(out.buffer(), 0, out.length());
        }
    }
}
