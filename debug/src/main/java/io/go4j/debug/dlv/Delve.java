// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import io.go4j.GoRuntime;
import io.go4j.debug.Address;
import io.go4j.debug.Door;
import io.go4j.debug.inspect.Target;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets Go's debugger, Delve, look into this program and stop it:
 *
 * <pre>{@code
 * Delve.listen("127.0.0.1:4444");
 * }</pre>
 *
 * and then {@code dlv connect 127.0.0.1:4444}. While a client has stopped the program, no goroutine goes on; platform threads do. When the
 * last client leaves, in whatever way, the program goes on.
 */
public final class Delve {
    private final String address;
    private final List<Path> program = new ArrayList<>();
    private final List<Path> roots = new ArrayList<>();
    private @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private boolean severalClients;
    private boolean otherUsers;
    private boolean kill;

    private Delve(String address) {
        this.address = address;
    }

    /**
     * Begins a server with other settings than those of {@link #listen}.
     *
     * @param address {@code host:port}; without a host on the loopback interface; with port 0 on a free one
     * @return the settings; {@link #start} ends them
     */
    public static Delve at(String address) {
        return new Delve(address);
    }

    /**
     * Starts a server, for one client at a time, of this user.
     *
     * @param address {@code host:port}; without a host on the loopback interface; with port 0 on a free one
     * @return the server
     * @throws IllegalArgumentException if that is no address
     * @throws IOException if nobody can listen there
     */
    public static Server listen(String address) throws IOException {
        return at(address).start();
    }

    /**
     * Names folders with source files, in the folders of their packages. Those of a build by Maven or Gradle, and source jars beside the
     * program's jars, are found without.
     *
     * @param folders the folders
     * @return this
     */
    public Delve sources(List<Path> folders) {
        roots.addAll(folders);
        return this;
    }

    /**
     * Names the files that the program was compiled from.
     *
     * @param files the files
     * @return this
     */
    public Delve program(List<Path> files) {
        program.addAll(files);
        return this;
    }

    /**
     * Says by which class loader the program's classes are found; else it is the context class loader of who asks for the server.
     *
     * @param programLoader the loader
     * @return this
     */
    public Delve loader(ClassLoader programLoader) {
        loader = programLoader;
        return this;
    }

    /**
     * Takes more than one client at a time. They share the selected goroutine, and one may stop what another lets go on.
     *
     * @return this
     */
    public Delve severalClients() {
        severalClients = true;
        return this;
    }

    /**
     * Takes clients of other users of this machine too. On the loopback interface they are refused otherwise, where the operating system
     * tells whose a connection is.
     *
     * @return this
     */
    public Delve otherUsers() {
        otherUsers = true;
        return this;
    }

    /**
     * Lets a client end the program: Delve asks its user about that when he leaves.
     *
     * @return this
     */
    public Delve mayKill() {
        kill = true;
        return this;
    }

    /**
     * Starts the server.
     *
     * @return the server
     * @throws IllegalArgumentException if the address is none
     * @throws IOException if nobody can listen there
     */
    public Server start() throws IOException {
        InetSocketAddress at = Address.parse("dlv", address);
        boolean local = at.getAddress().isLoopbackAddress();
        var debugger = new Debugger(new Target(program, roots, loader), severalClients, local && !otherUsers, kill);
        try {
            Door door = Door.open("go4j-dlv", at, debugger::receive);
            var server = new Server(door, debugger);
            debugger.opened(server::close);
            tell(door, local);
            return server;
        } catch (IOException e) {
            debugger.close();
            throw new IOException("dlv: cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    private void tell(Door door, boolean local) {
        if (!local) {
            System.err.println("go4j: dlv: whoever reaches " + door.address() + " may stop this program and read its memory");
        } else if (!otherUsers && !SameUser.isKnown()) {
            System.err.println("go4j: dlv: this system does not tell whose a connection is: every user of this machine may connect");
        }
        if (!GoRuntime.isFullMode()) {
            System.err.println("go4j: dlv: portable mode: a client sees the program as of one moment, but cannot stop it");
        }
    }

    /** A server that runs. It does not keep the JVM alive; {@link #close}, a client that says so, or the end of the JVM ends it. */
    public static final class Server implements AutoCloseable {
        private final Door door;
        private final Debugger debugger;

        private Server(Door door, Debugger debugger) {
            this.door = door;
            this.debugger = debugger;
        }

        /**
         * Returns where it listens.
         *
         * @return the address, with the port that was chosen
         */
        public InetSocketAddress address() {
            return door.address();
        }

        /** Stops listening, cuts clients off, and lets the program go on. */
        @Override
        public void close() {
            door.close();
            debugger.close();
        }
    }
}
