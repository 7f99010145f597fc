// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.go4j.debug.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

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
        private final HttpServer http;
        private final ExecutorService threads;

        private Server(HttpServer http, ExecutorService threads) {
            this.http = http;
            this.threads = threads;
        }

        /**
         * Returns where it listens.
         *
         * @return the address, with the port that was chosen if none was given
         */
        public InetSocketAddress address() {
            return http.getAddress();
        }

        /** Stops listening; requests under way are cut off. */
        @Override
        public void close() {
            http.stop(0);
            threads.shutdownNow();
        }
    }

    /**
     * Starts a server. It answers on threads of its own, which are no goroutines: it also answers when no goroutine can run.
     *
     * @param address {@code host:port}; without a host, as in {@code :6060}, on the loopback interface only; with port 0 on a free one
     * @return the server
     * @throws IllegalArgumentException if that is no address
     * @throws IOException if nobody can listen there
     */
    public static Server listen(String address) throws IOException {
        InetSocketAddress at = Address.parse("pprof", address);
        HttpServer http;
        try {
            http = HttpServer.create(at, 0);
        } catch (IOException e) {
            throw new IOException("pprof: cannot listen on " + address + ": " + e.getMessage(), e);
        }
        var number = new AtomicInteger();
        ThreadFactory daemons = body -> {
            Thread t = new Thread(null, body, "go4j-pprof-" + number.incrementAndGet(), 0, false);
            t.setDaemon(true);
            return t;
        };
        ExecutorService threads = Executors.newCachedThreadPool(daemons);
        http.setExecutor(threads);
        http.createContext("/", new PprofHandler());
        // the server's own thread takes being a daemon from the one that starts it
        Thread starter = daemons.newThread(http::start);
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Server(http, threads);
    }

    /**
     * Returns a handler for a server that there is already: {@code server.createContext("/debug/pprof/", Pprof.handler())}. It may stand
     * elsewhere too; what it serves is below the path of its context. A CPU profile keeps its thread for half a minute, so the server
     * should have more than one ({@link HttpServer#setExecutor}).
     *
     * @return the handler
     */
    public static HttpHandler handler() {
        return new PprofHandler();
    }

    static String path() {
        return PATH;
    }
}
