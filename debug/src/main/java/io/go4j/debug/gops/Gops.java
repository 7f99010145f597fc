// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.gops;

import io.go4j.debug.Address;
import io.go4j.debug.Door;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Lets the {@code gops} command look into this program: {@code gops stack PID}, {@code gops stats PID}, or by address, {@code gops stack
 * HOST:PORT}.
 */
public final class Gops {
    private Gops() {}

    /** Deletes the port file. A class of its own, so that the deadlock detector does not take it for a hook of the program. */
    private static final class AtExit extends Thread {
        private final PortFile file;

        AtExit(PortFile file) {
            super(null, null, "go4j-gops-exit", 0, false);
            this.file = file;
        }

        @Override
        public void run() {
            file.delete();
        }
    }

    /** An agent that runs. It does not keep the JVM alive; {@link #close} or the end of the JVM ends it. */
    public static final class Agent implements AutoCloseable {
        private final Door door;
        private final @Nullable PortFile file;
        private final @Nullable Thread atExit;

        private Agent(Door door, @Nullable PortFile file) {
            this.door = door;
            this.file = file;
            Thread t = null;
            if (file != null) {
                t = new AtExit(file);
                Runtime.getRuntime().addShutdownHook(t);
            }
            atExit = t;
        }

        /**
         * Returns where it listens.
         *
         * @return the address, with the port that was chosen
         */
        public InetSocketAddress address() {
            return door.address();
        }

        /** Stops listening and takes the port file away. */
        @Override
        public void close() {
            door.close();
            if (file != null && atExit != null) {
                file.delete();
                try {
                    Runtime.getRuntime().removeShutdownHook(atExit);
                } catch (IllegalStateException e) {
                    // the JVM is about to end
                }
            }
        }
    }

    /**
     * Starts an agent on a free port of the loopback interface.
     *
     * @return the agent
     * @throws IOException if nobody can listen there
     */
    public static Agent listen() throws IOException {
        return listen("127.0.0.1:0");
    }

    /**
     * Starts an agent. Its port is written to a file that bears the id of this process, in {@code GOPS_CONFIG_DIR} or the user's
     * configuration directory, for this user only; where that cannot be, the agent is found by its address only.
     *
     * @param address {@code host:port}; without a host on the loopback interface; with port 0 on a free one
     * @return the agent
     * @throws IllegalArgumentException if that is no address
     * @throws IOException if nobody can listen there
     */
    public static Agent listen(String address) throws IOException {
        InetSocketAddress at = Address.parse("gops", address);
        Door door;
        try {
            door = Door.open("go4j-gops", at, Command::answer);
        } catch (IOException e) {
            throw new IOException("gops: cannot listen on " + address + ": " + e.getMessage(), e);
        }
        return new Agent(door, PortFile.write(door.address().getPort()));
    }
}
