// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A listening socket whose clients cannot hold up the program, whatever they do. For the packages below this one. */
public final class Door implements AutoCloseable {
    /*
     * One daemon thread for each client; there are few. What can go wrong, and what happens then:
     *
     * a client says nothing, or half a request   it is cut off after Visit.ASKING_MAX
     * it does not read its answer                it is cut off after Visit.PIECE_MAX for one piece, Visit.WRITING_MAX in all
     * it sends without end                       Visit reads a bounded number of bytes, and keeps none
     * it goes away while something is measured   Visit.stay sees it, by reading
     * too many come                              who has asked for nothing yet makes room, the oldest first; then who is stuck in writing
     * too many ask at the same time              Slots; the host of the door says so to the client
     * no file descriptor, no thread is left      the door pauses, each time for twice as long, up to a second, and tries again
     *
     * Sockets have no time limit for writing, and one for reading which starts anew with each byte. So a thread of the door looks at all
     * clients ten times a second, while there are any, and closes the socket of who is late: that wakes the thread of the client.
     *
     * Rejected: the JDK's HttpServer. Its limits are system properties, which hold for the servers of the program too; it reads a request
     * in a thread without a limit of time for one byte; and a handler cannot know that its client has gone. See decision 0040.
     */
    private static final int MAX_VISITS = 64;
    private static final long LOOK_MILLIS = 100;
    private static final long PAUSE_MIN_MILLIS = 10;
    private static final long PAUSE_MAX_MILLIS = 1000;
    private static final long ROOM_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final ServerSocket server;
    private final Host host;
    private final Slots slots = new Slots();
    private final Set<Visit> visits = new LinkedHashSet<>(); // guarded by itself
    private final AtomicLong numbers = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Who receives the clients. */
    @FunctionalInterface
    public interface Host {
        /**
         * Reads what one client wants, and answers it. The connection is closed after that, in good order if this returns.
         *
         * @param visit the client
         * @throws IOException if the client is gone, or is cut off
         * @throws InterruptedException if the thread is interrupted
         */
        void receive(Visit visit) throws IOException, InterruptedException;
    }

    private Door(String name, ServerSocket server, Host host) {
        this.name = name;
        this.server = server;
        this.host = host;
    }

    /**
     * Begins to listen.
     *
     * @param name how the threads are called, with more behind it
     * @param at where
     * @param host who receives the clients, each on a thread of its own
     * @return the door
     * @throws IOException if nobody can listen there
     */
    public static Door open(String name, InetSocketAddress at, Host host) throws IOException {
        var server = new ServerSocket();
        try {
            server.bind(at);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        Visit.load(); // there may be no descriptor for that when the first client comes
        var door = new Door(name, server, host);
        door.thread("", door::accept).start();
        door.thread("-watch", door::watch).start();
        return door;
    }

    /**
     * Returns where it listens.
     *
     * @return the address, with the port that was chosen if none was given
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Stops listening and cuts all clients off. */
    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException e) {
            // it listens no more, which is what was wanted
        }
        synchronized (visits) {
            visits.forEach(Visit::cut);
            visits.notifyAll();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private Thread thread(String suffix, Runnable body) {
        Thread t = new Thread(null, body, name + suffix, 0, false);
        t.setDaemon(true);
        return t;
    }

    private void accept() {
        long pause = PAUSE_MIN_MILLIS;
        while (!isClosed()) {
            Visit visit = null;
            try {
                visit = enter(server.accept());
                Visit entered = visit;
                if (entered != null) {
                    thread("-" + numbers.incrementAndGet(), () -> serve(entered)).start();
                }
                pause = PAUSE_MIN_MILLIS;
            } catch (IOException | VirtualMachineError | LinkageError e) { // no descriptor, no thread, or that one client is gone
                if (visit != null) {
                    leave(visit);
                }
                pause(pause);
                pause = Math.min(PAUSE_MAX_MILLIS, 2 * pause);
            }
        }
    }

    private void pause(long millis) {
        try {
            if (closed.await(millis, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null if there is no room. */
    private @Nullable Visit enter(Socket client) throws IOException {
        try {
            var visit = new Visit(client, this);
            synchronized (visits) {
                if (isClosed() || (visits.size() >= MAX_VISITS && !makeRoom())) {
                    visit.cut();
                    return null;
                }
                visits.add(visit);
                visits.notifyAll();
            }
            return visit;
        } catch (IOException | VirtualMachineError | LinkageError e) {
            client.close();
            throw e;
        }
    }

    /** Visits locked. Cuts one client off, if there is one that nobody will miss. */
    private boolean makeRoom() {
        Visit idle = oldest(false);
        Visit out = idle != null ? idle : oldest(true);
        if (out == null) {
            return false;
        }
        visits.remove(out);
        out.cut();
        return true;
    }

    private @Nullable Visit oldest(boolean writing) {
        long now = System.nanoTime();
        Visit oldest = null;
        for (Visit v : visits) {
            if ((writing ? v.isStuck(now) : v.isIdle()) && (oldest == null || v.since() - oldest.since() < 0)) {
                oldest = v;
            }
        }
        return oldest;
    }

    private void serve(Visit visit) {
        try {
            host.receive(visit);
            visit.bow();
        } catch (IOException e) {
            // the client is gone, or was cut off
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (VirtualMachineError | LinkageError e) {
            // nothing is left, which comes in several guises, as to load a class: this client gets no answer, the others may
        } finally {
            leave(visit);
        }
    }

    private void leave(Visit visit) {
        visit.end();
        synchronized (visits) {
            visits.remove(visit);
        }
    }

    private void watch() {
        while (!isClosed()) {
            try {
                synchronized (visits) {
                    while (visits.isEmpty() && !isClosed()) {
                        visits.wait();
                    }
                    long now = System.nanoTime();
                    for (Visit v : visits) {
                        if (v.isLate(now)) {
                            v.cut();
                        }
                    }
                }
                pause(LOOK_MILLIS);
            } catch (InterruptedException e) {
                return; // nobody does that
            } catch (OutOfMemoryError e) {
                // then at the next look
            }
        }
    }

    /** For {@link Visit}. A client that is stuck in taking its answer gives its slot to another one. */
    boolean takeSlot(boolean measures) throws InterruptedException {
        if (slots.take(measures)) {
            return true;
        }
        if (slots.isRoomForOthers()) {
            return false;
        }
        synchronized (visits) {
            Visit stuck = oldest(true);
            if (stuck == null) {
                return false;
            }
            stuck.cut();
        }
        long end = System.nanoTime() + ROOM_WAIT_NANOS; // until the thread of that one has seen it
        while (!slots.take(measures)) {
            if (System.nanoTime() - end > 0 || closed.await(1, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    void giveSlot(boolean measures) {
        slots.give(measures);
    }
}
