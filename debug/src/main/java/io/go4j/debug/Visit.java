// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** One client of a {@link Door}. Used by the thread that serves it only, but for what the door itself looks at. */
public final class Visit {
    /*
     * while       the client                    and is cut off
     * ASKING      has not said all of it        after ASKING_MAX; before that if its place is needed
     * WORKING     waits for us                  if it goes away, or sends more than SURPLUS_MAX, while something is measured
     * WRITING     takes a piece of the answer   after PIECE_MAX; after STUCK if its place is needed
     * LEAVING     has its answer                after LEAVING_MAX, or SURPLUS_MAX bytes; before that if its place is needed
     *
     * LEAVING is there because a socket that is closed with something unread in it tells the other side to forget what it has not read yet:
     * the answer. So what the client still sends is read and thrown away, as much as is reasonable.
     */
    private enum Phase {
        ASKING,
        WORKING,
        WRITING,
        LEAVING
    }

    private static final long ASKING_MAX = TimeUnit.SECONDS.toNanos(10);
    private static final long PIECE_MAX = TimeUnit.SECONDS.toNanos(10);
    private static final long WRITING_MAX = TimeUnit.MINUTES.toNanos(5);
    private static final long LEAVING_MAX = TimeUnit.SECONDS.toNanos(2);
    private static final long STUCK = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int PIECE = 16 << 10;
    private static final int SURPLUS_MAX = 1 << 20;
    private static final int ONE_HOUR_MILLIS = 3_600_000;
    private static final int KEEP_IDLE_SECONDS = 15;
    private static final int KEEP_INTERVAL_SECONDS = 5;
    private static final int KEEP_COUNT = 3;

    private final Socket socket;
    private final Door door;
    private final InputStream in;
    private final OutputStream out;
    private volatile long since = System.nanoTime(); // set before phase, read after it
    private volatile Phase phase = Phase.ASKING;
    private volatile long written; // nanoseconds spent in writing
    private boolean working;
    private boolean measures;

    /** Does nothing; but the class is there after that. */
    static void load() {}

    Visit(Socket socket, Door door) throws IOException {
        this.socket = socket;
        this.door = door;
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = new Pieces(socket.getOutputStream());
    }

    /** The client has gone, or was cut off. */
    public static final class Gone extends IOException {
        private static final long serialVersionUID = 1;

        Gone(String why) {
            super(why);
        }
    }

    /**
     * Returns what the client sends.
     *
     * @return the stream; reading ends with an exception when the time to ask is over
     */
    public InputStream in() {
        return in;
    }

    /**
     * Returns where the answer goes.
     *
     * @return the stream, without a buffer
     */
    public OutputStream out() {
        return out;
    }

    /**
     * Returns whether the client has come by the loopback interface.
     *
     * @return true if it can only be this machine
     */
    public boolean isFromLoopback() {
        return socket.getLocalAddress().isLoopbackAddress();
    }

    /**
     * Returns the two ends of the connection, ours first.
     *
     * @return the addresses
     */
    public List<InetSocketAddress> ends() {
        return List.of((InetSocketAddress) socket.getLocalSocketAddress(), (InetSocketAddress) socket.getRemoteSocketAddress());
    }

    /**
     * Lets the operating system ask now and then whether a silent client is still there, for one that stays long: within half a minute
     * one that has vanished from the network counts as gone.
     *
     * @throws IOException if the client is gone already
     */
    public void keepAlive() throws IOException {
        socket.setKeepAlive(true);
        try {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_IDLE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_INTERVAL_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_COUNT);
        } catch (UnsupportedOperationException | LinkageError e) { // not this system, or no module jdk.net
            // then it takes the system's time
        }
    }

    /** Closes the connection at once. Any thread; who reads or writes here wakes up. */
    public void hangUp() {
        cut();
    }

    /**
     * The client has said all; the work for it begins. It ends with the visit.
     *
     * @param measuring whether it lasts for as long as the client has asked
     * @return false if there is too much work already
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean begin(boolean measuring) throws InterruptedException {
        enter(Phase.WORKING);
        if (!working && door.takeSlot(measuring)) {
            working = true;
            measures = measuring;
        }
        return working;
    }

    /**
     * Lets time pass, for as long as the client stays. One that shuts down its own side of the connection counts as gone, as in Go: it
     * cannot be told from one that has closed all of it.
     *
     * @param time how long
     * @throws Gone if the client is gone, or sends without end
     * @throws IOException if the client was cut off
     */
    public void stay(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        byte[] surplus = new byte[1024];
        int total = 0;
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            socket.setSoTimeout((int) Math.min(ONE_HOUR_MILLIS, TimeUnit.NANOSECONDS.toMillis(left) + 1));
            try {
                int n = in.read(surplus);
                total += n;
                if (n < 0 || total > SURPLUS_MAX) {
                    throw new Gone(n < 0 ? "the client has gone" : "the client sends without end");
                }
            } catch (SocketTimeoutException e) {
                // nothing was heard, as should be
            }
        }
        socket.setSoTimeout(0);
    }

    private void enter(Phase next) {
        since = System.nanoTime();
        phase = next;
    }

    /** Lets the client take what was sent to it. */
    void bow() throws IOException {
        endWork();
        enter(Phase.LEAVING);
        socket.setSoTimeout(0);
        socket.shutdownOutput();
        byte[] surplus = new byte[8 << 10];
        int total = 0;
        int n;
        do {
            n = in.read(surplus);
            total += n;
        } while (n >= 0 && total <= SURPLUS_MAX);
    }

    /** Closes the socket and gives the slot back. */
    void end() {
        endWork();
        try {
            socket.close();
        } catch (IOException e) {
            // the client was gone already
        }
    }

    private void endWork() {
        if (working) {
            working = false;
            door.giveSlot(measures);
        }
    }

    // Any thread, from here on.

    long since() {
        return since;
    }

    boolean isIdle() {
        Phase p = phase;
        return p == Phase.ASKING || p == Phase.LEAVING;
    }

    boolean isStuck(long now) {
        return phase == Phase.WRITING && now - since > STUCK;
    }

    boolean isLate(long now) {
        Phase p = phase;
        long age = now - since;
        return switch (p) {
            case ASKING -> age > ASKING_MAX;
            case WORKING -> false;
            case WRITING -> age > PIECE_MAX || age + written > WRITING_MAX;
            case LEAVING -> age > LEAVING_MAX;
        };
    }

    /**
     * Closes the connection; a thread that reads or writes here wakes up. What the client has not taken of an unfinished answer is dropped;
     * one that is finished and lies in the kernel may still reach it.
     */
    void cut() {
        try {
            if (phase != Phase.LEAVING) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            // then the kernel tries for a while
        }
        try {
            socket.close();
        } catch (IOException e) {
            // the client was gone already
        }
    }

    /** Writes piece by piece, each of which has its time. */
    private final class Pieces extends OutputStream {
        private final OutputStream to;

        Pieces(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            for (int at = 0; at < length; at += PIECE) {
                enter(Phase.WRITING);
                to.write(bytes, from + at, Math.min(PIECE, length - at));
                long before = written;
                written = before + System.nanoTime() - since;
                enter(Phase.WORKING);
            }
        }
    }
}
