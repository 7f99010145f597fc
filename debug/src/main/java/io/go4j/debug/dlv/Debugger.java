// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import io.go4j.debug.Visit;
import io.go4j.debug.inspect.Seen;
import io.go4j.debug.inspect.Snapshot;
import io.go4j.debug.inspect.Target;
import io.go4j.debug.inspect.TargetThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all clients of one server share: the program, who is connected, and which goroutine or thread is selected. */
final class Debugger implements AutoCloseable {
    private static final int CLIENTS_MAX = 8;

    final Target target;
    final boolean severalClients;
    final boolean mayKill;
    private final boolean sameUserOnly;
    private final List<Session> sessions = new ArrayList<>(); // guarded by itself
    private volatile @Nullable Runnable shutDown;

    // guarded by this; 0 is "not chosen"
    private long goroutine;
    private int thread;

    Debugger(Target target, boolean severalClients, boolean sameUserOnly, boolean mayKill) {
        this.target = target;
        this.severalClients = severalClients;
        this.sameUserOnly = sameUserOnly;
        this.mayKill = mayKill;
        target.onChange(this::changed);
    }

    /** Says how the server is closed. */
    void opened(Runnable close) {
        shutDown = close;
    }

    /** A client says that the server is to end. */
    void shutDown() {
        Runnable close = shutDown;
        if (close != null) {
            close.run();
        }
    }

    /** For {@link Visit}s of the door. */
    void receive(Visit visit) throws IOException, InterruptedException {
        if (sameUserOnly && !isSameUser(visit)) {
            return;
        }
        int first = visit.in().read();
        if (first != '{') { // 'C' would be a client of the Debug Adapter Protocol
            return;
        }
        var session = new Session(this, visit);
        boolean entered = enter(session) && visit.begin(false);
        try {
            if (entered) {
                visit.keepAlive();
            } else {
                session.refuse(severalClients ? "too many debuggers are connected to this program" // then it is cut off soon
                        : "another debugger is connected to this program");
            }
            session.serve(first);
        } finally {
            leave(session);
        }
    }

    private static boolean isSameUser(Visit visit) {
        InetSocketAddress ours = visit.ends().getFirst();
        InetSocketAddress theirs = visit.ends().getLast();
        SameUser.Answer answer = SameUser.of(ours, theirs);
        if (answer == SameUser.Answer.OTHER || (answer == SameUser.Answer.UNKNOWN && SameUser.isKnown())) {
            System.err.println("go4j: dlv: refused a connection from " + theirs + ": it is not known to be of this user");
            return false;
        }
        return true;
    }

    private boolean enter(Session session) {
        synchronized (sessions) {
            if (sessions.size() >= (severalClients ? CLIENTS_MAX : 1)) {
                return false;
            }
            sessions.add(session);
            return true;
        }
    }

    /** The last one lets the program go on. */
    private void leave(Session session) {
        session.end();
        boolean last;
        synchronized (sessions) {
            last = sessions.remove(session) && sessions.isEmpty();
        }
        if (last) {
            select(0, 0);
            target.resume();
        }
    }

    private void changed() {
        List<Session> all;
        synchronized (sessions) {
            all = List.copyOf(sessions);
        }
        all.forEach(Session::changed);
    }

    // --- the selection ---

    synchronized void select(long goroutineId, int threadId) {
        goroutine = goroutineId;
        thread = threadId;
    }

    /** Returns the selected goroutine; null if there is none, or a thread without one is selected. */
    @Nullable Seen selected(Snapshot all) {
        long id;
        int task;
        synchronized (this) {
            id = goroutine;
            task = thread;
        }
        Seen chosen = id == 0 ? null : all.goroutine(id);
        TargetThread chosenThread = task == 0 ? null : all.thread(task);
        if (chosen != null || chosenThread != null) {
            return chosen;
        }
        Seen main = all.goroutine(1);
        if (main != null) {
            return main;
        }
        for (Seen g : all.goroutines()) {
            if (!g.system()) {
                return g;
            }
        }
        return all.goroutines().isEmpty() ? null : all.goroutines().getFirst();
    }

    /** Returns the thread of the selection: that which was chosen, or runs the goroutine; else the first of the process. */
    @Nullable TargetThread current(Snapshot all, @Nullable Seen selected) {
        int task;
        synchronized (this) {
            task = thread;
        }
        TargetThread chosen = all.thread(task);
        if (chosen == null && selected != null && selected.thread() != 0) {
            chosen = all.thread(selected.thread());
        }
        if (chosen == null) {
            chosen = all.thread((int) ProcessHandle.current().pid());
        }
        return chosen != null || all.threads().isEmpty() ? chosen : all.threads().getFirst();
    }

    /** Cuts all clients off and lets the program go on. */
    @Override
    public void close() {
        List<Session> all;
        synchronized (sessions) {
            all = List.copyOf(sessions);
        }
        all.forEach(Session::hangUp);
        target.close();
    }
}
