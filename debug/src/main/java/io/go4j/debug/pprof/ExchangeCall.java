// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import com.sun.net.httpserver.HttpExchange;
import io.go4j.debug.Slots;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request to an {@code HttpServer} of the program. */
final class ExchangeCall implements Call, AutoCloseable {
    /*
     * The body is not read here: what the JDK's server reads of it when the exchange is closed is bounded by the server. It does not say
     * when a client has gone, so a measurement goes on until its time is over.
     */
    private final HttpExchange http;
    private final Slots slots;
    private boolean working;
    private boolean measuring;

    ExchangeCall(HttpExchange http, Slots slots) {
        this.http = http;
        this.slots = slots;
    }

    @Override
    public String method() {
        return http.getRequestMethod();
    }

    @Override
    public String path() {
        String path = http.getRequestURI().getPath();
        return path == null ? "" : path;
    }

    @Override
    public @Nullable String query() {
        return http.getRequestURI().getRawQuery();
    }

    @Override
    public String folder() {
        String base = http.getHttpContext().getPath();
        if (base.equals("/")) {
            return Pprof.path();
        }
        return base.endsWith("/") ? base : base + "/";
    }

    @Override
    public List<String> hosts() {
        List<String> all = new ArrayList<>(http.getRequestHeaders().getOrDefault("Host", List.of()));
        String authority = http.getRequestURI().getRawAuthority();
        if (authority != null) {
            all.add(authority);
        }
        return all;
    }

    /** How many Host headers are too many or too few; -1 if there is one. */
    int wrongHosts() {
        int n = http.getRequestHeaders().getOrDefault("Host", List.of()).size();
        return n > 1 || (n == 0 && !http.getProtocol().equals("HTTP/1.0")) ? n : -1;
    }

    @Override
    public boolean isFromLoopback() {
        InetAddress here = http.getLocalAddress().getAddress();
        return here != null && here.isLoopbackAddress();
    }

    @Override
    public void header(String name, String value) {
        http.getResponseHeaders().set(name, value);
    }

    @Override
    public boolean begin(boolean measures) {
        if (!working && slots.take(measures)) {
            working = true;
            measuring = measures;
        }
        return working;
    }

    @Override
    public void stay(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    @Override
    public boolean isAnswered() {
        return http.getResponseCode() >= 0;
    }

    @Override
    public void send(int status, byte[] body) throws IOException {
        if (isHead() || body.length == 0) {
            http.sendResponseHeaders(status, -1);
            return;
        }
        http.sendResponseHeaders(status, body.length);
        try (OutputStream out = http.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public OutputStream stream() throws IOException {
        http.sendResponseHeaders(200, isHead() ? -1 : 0);
        return isHead() ? OutputStream.nullOutputStream() : http.getResponseBody();
    }

    @Override
    public void close() {
        if (working) {
            working = false;
            slots.give(measuring);
        }
        http.close();
    }
}
