// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.go4j.debug.Address;
import io.go4j.debug.Door;
import io.go4j.debug.Slots;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Serves {@code /debug/pprof/} as Go programs do, so that Go's own tools look into this one:
 *
 * <pre>{@code
 * Pprof.listen("localhost:6060");
 * }</pre>
 *
 * and then {@code go tool pprof http://localhost:6060/debug/pprof/goroutine}, {@code curl} or a browser.
 */
public final class Pprof {
    private static final String PATH = "/debug/pprof/";

    private Pprof() {}

    /** A server that runs. Nothing but {@link #close} ends it; it does not keep the JVM alive. */
    public static final class Server implements AutoCloseable {
        private final Door door;

        private Server(Door door) {
            this.door = door;
        }

        /**
         * Returns where it listens.
         *
         * @return the address, with the port that was chosen if none was given
         */
        public InetSocketAddress address() {
            return door.address();
        }

        /** Stops listening; requests under way are cut off. */
        @Override
        public void close() {
            door.close();
        }
    }

    /**
     * Starts a server. It answers on threads of its own, which are no goroutines: it also answers when no goroutine can run. On the
     * loopback interface it answers requests only whose Host is that: {@code localhost}, {@code 127.0.0.1}, {@code [::1]}, or the name
     * that is given here.
     *
     * @param address {@code host:port}; without a host, as in {@code :6060}, on the loopback interface only; with port 0 on a free one
     * @return the server
     * @throws IllegalArgumentException if that is no address
     * @throws IOException if nobody can listen there
     */
    public static Server listen(String address) throws IOException {
        InetSocketAddress at = Address.parse("pprof", address);
        var handler = new PprofHandler(at.getAddress().isLoopbackAddress() ? at.getHostString() : null);
        try {
            return new Server(Door.open("go4j-pprof", at, handler::receive));
        } catch (IOException e) {
            throw new IOException("pprof: cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns a handler for a server that there is already: {@code server.createContext("/debug/pprof/", Pprof.handler())}. It may stand
     * elsewhere too; what it serves is below the path of its context. A measurement keeps its thread for as long as was asked for, so the
     * server should have more than one ({@link HttpServer#setExecutor}). That server does not say when a client goes away: the measurement
     * then goes on to its end. Limits of time for those who send or read slowly are that server's own, {@code
     * sun.net.httpserver.maxReqTime} and {@code maxRspTime}. {@link #listen} has neither of these weaknesses.
     *
     * @return the handler
     */
    public static HttpHandler handler() {
        var handler = new PprofHandler(null);
        var slots = new Slots();
        return http -> {
            try (var call = new ExchangeCall(http, slots)) {
                int hosts = call.wrongHosts();
                if (hosts >= 0) {
                    RequestHead.Refused why = RequestHead.wrongHosts(hosts);
                    PprofHandler.error(call, why.status, String.valueOf(why.getMessage()));
                } else {
                    handler.answer(call);
                }
            } catch (InterruptedException e) { // the server is being closed
                Thread.currentThread().interrupt();
            }
        };
    }

    static String path() {
        return PATH;
    }
}
