// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.go4j.GoRuntime;
import io.go4j.debug.Commands;
import io.go4j.pprof.Profile;
import io.go4j.pprof.ProfileData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers the URLs of net/http/pprof: the same paths, parameters, headers, states and words. */
final class PprofHandler implements HttpHandler {
    private static final int OK = 200;
    private static final int SECONDS_OF_CPU = 30;

    PprofHandler() {
        CpuProfile.remember(Thread.currentThread().getContextClassLoader());
        Memory.start();
    }

    @Override
    public void handle(HttpExchange http) throws IOException {
        try (http) {
            http.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            String name = nameOf(http);
            if (!isHostAllowed(http)) {
                String host = http.getRequestHeaders().getFirst("Host");
                error(http, 403, "Host " + host + " is not this machine's loopback; use localhost or an IP address");
            } else if (name == null) {
                notFound(http);
            } else if (!isMethodAllowed(http, name)) {
                http.getResponseHeaders().set("Allow", "GET, HEAD");
                send(http, 405, "text/plain; charset=utf-8", "Method Not Allowed\n");
            } else {
                answer(http, name);
            }
        } catch (InterruptedException e) { // the server is being closed
            Thread.currentThread().interrupt();
        }
    }

    /** What stands behind {@code /debug/pprof/}, or behind the path of our own context; null if the request is not for us. */
    private static @Nullable String nameOf(HttpExchange http) throws IOException {
        String base = http.getHttpContext().getPath();
        if (base.equals("/")) {
            base = Pprof.path();
        }
        String path = http.getRequestURI().getPath();
        String folder = base.endsWith("/") ? base : base + "/";
        if (path.startsWith(folder)) {
            return path.substring(folder.length());
        }
        if (folder.equals(path + "/")) {
            String query = http.getRequestURI().getRawQuery();
            http.getResponseHeaders().set("Location", folder + (query == null ? "" : "?" + query));
            send(http, 307, "text/html; charset=utf-8", "<a href=\"" + folder + "\">Temporary Redirect</a>.\n\n");
        }
        return null;
    }

    private static void notFound(HttpExchange http) throws IOException {
        if (http.getResponseCode() < 0) { // else it was a redirect
            send(http, 404, "text/plain; charset=utf-8", "404 page not found\n");
        }
    }

    /**
     * A page of another site that a browser shows may send requests here once its name has been pointed at 127.0.0.1. Its name is then in
     * the Host header, so on the loopback interface names other than localhost are refused.
     */
    private static boolean isHostAllowed(HttpExchange http) {
        InetAddress here = http.getLocalAddress().getAddress();
        String host = http.getRequestHeaders().getFirst("Host");
        if (here == null || !here.isLoopbackAddress() || host == null) {
            return true;
        }
        String name = host.replaceFirst(":[0-9]*$", "");
        boolean isAddress = name.startsWith("[") || name.matches("[0-9]+(\\.[0-9]+){3}");
        return isAddress || name.equalsIgnoreCase("localhost") || name.equalsIgnoreCase(here.getHostName());
    }

    private static boolean isMethodAllowed(HttpExchange http, String name) {
        String method = http.getRequestMethod();
        return method.equals("GET") || method.equals("HEAD") || (method.equals("POST") && name.equals("symbol"));
    }

    private static void answer(HttpExchange http, String name) throws IOException, InterruptedException {
        switch (name) {
            case "" -> send(http, OK, "text/html; charset=utf-8", IndexPage.text());
            case "cmdline" -> send(http, OK, "text/plain; charset=utf-8", Commands.line("\0"));
            case "symbol" -> send(http, OK, "text/plain; charset=utf-8", "num_symbols: 1\n");
            case "profile" -> cpu(http);
            case "trace" -> error(http, 501, "Could not enable tracing: this version of go4j has no execution tracer");
            default -> snapshot(http, name);
        }
    }

    private static void cpu(HttpExchange http) throws IOException, InterruptedException {
        long seconds = number(parameter(http, "seconds"));
        ProfileData data;
        try {
            data = CpuProfile.take(Duration.ofSeconds(seconds > 0 ? seconds : SECONDS_OF_CPU));
        } catch (IllegalStateException e) {
            error(http, 500, "Could not enable CPU profiling: " + e.getMessage());
            return;
        }
        proto(http, data, "profile");
    }

    private static void snapshot(HttpExchange http, String name) throws IOException, InterruptedException {
        Profile profile = GoRuntime.lookup(name);
        if (profile == null) {
            error(http, 404, "Unknown profile");
            return;
        }
        String seconds = parameter(http, "seconds");
        int debug = (int) number(parameter(http, "debug"));
        if (!seconds.isEmpty()) {
            delta(http, profile, number(seconds), debug);
            return;
        }
        if (name.equals("heap") && number(parameter(http, "gc")) > 0) {
            Memory.collect();
        }
        if (debug <= 0) {
            proto(http, profile.data(), name);
            return;
        }
        http.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        http.sendResponseHeaders(OK, isHead(http) ? -1 : 0);
        if (!isHead(http)) {
            profile.writeTo(http.getResponseBody(), debug);
        }
    }

    private static void delta(HttpExchange http, Profile profile, long seconds, int debug) throws IOException, InterruptedException {
        if (seconds <= 0) {
            error(http, 400, "invalid value for \"seconds\" - must be a positive integer");
            return;
        }
        if (debug != 0) {
            error(http, 400, "seconds and debug params are incompatible");
            return;
        }
        ProfileData before = profile.data();
        Thread.sleep(Duration.ofSeconds(seconds));
        proto(http, profile.data().minus(before), profile.name() + "-delta");
    }

    private static void proto(HttpExchange http, ProfileData data, String file) throws IOException {
        var bytes = new ByteArrayOutputStream();
        data.writeTo(bytes);
        http.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"" + file + "\"");
        send(http, OK, "application/octet-stream", bytes.toByteArray());
    }

    /** {@code go tool pprof} shows the text only if the header is there. */
    private static void error(HttpExchange http, int status, String text) throws IOException {
        http.getResponseHeaders().set("X-Go-Pprof", "1");
        send(http, status, "text/plain; charset=utf-8", text + "\n");
    }

    private static void send(HttpExchange http, int status, String type, String text) throws IOException {
        send(http, status, type, text.getBytes(UTF_8));
    }

    private static void send(HttpExchange http, int status, String type, byte[] body) throws IOException {
        http.getRequestBody().readAllBytes();
        http.getResponseHeaders().set("Content-Type", type);
        if (isHead(http)) {
            http.sendResponseHeaders(status, -1);
            return;
        }
        http.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = http.getResponseBody()) {
            out.write(body);
        }
    }

    private static boolean isHead(HttpExchange http) {
        return http.getRequestMethod().equals("HEAD");
    }

    /** The first of that name in the query; empty if there is none. */
    private static String parameter(HttpExchange http, String name) {
        String query = http.getRequestURI().getRawQuery();
        for (String one : query == null ? List.<String>of() : List.of(query.split("&", -1))) {
            int equals = one.indexOf('=');
            if (equals >= 0 && one.substring(0, equals).equals(name)) {
                try {
                    return URLDecoder.decode(one.substring(equals + 1), UTF_8);
                } catch (IllegalArgumentException e) {
                    return one.substring(equals + 1); // a % that stands for nothing
                }
            }
        }
        return "";
    }

    /** 0 for what is no number. */
    private static long number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
