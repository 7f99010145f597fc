// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/** A server of {@code /debug/pprof/}, of a go4j program or of a Go one. */
final class HttpProfiles implements Profiled {
    private static final String FOLDER = "/debug/pprof/";
    private static final int CONNECT_MILLIS = 10_000;
    private static final int ANSWER_MILLIS = 60_000;
    private static final int PROBE_MILLIS = 2_000;

    private final URI folder;

    private HttpProfiles(URI folder) {
        this.folder = folder;
    }

    static boolean isUrl(String target) {
        return target.startsWith("http://") || target.startsWith("https://");
    }

    /** Takes {@code http://host:port}, with or without the folder. */
    static HttpProfiles at(String url) throws LookFailure {
        try {
            URI uri = new URI(url);
            if (uri.getHost() == null) {
                throw LookFailure.usage(url + " names no host; write http://localhost:6060");
            }
            String path = uri.getPath() == null ? "" : uri.getPath();
            if (path.isEmpty() || path.equals("/")) {
                path = FOLDER;
            }
            return new HttpProfiles(new URI(uri.getScheme(), uri.getAuthority(), path.endsWith("/") ? path : path + "/", null, null));
        } catch (URISyntaxException e) {
            throw LookFailure.usage(url + " is no URL; write http://localhost:6060");
        }
    }

    /** Returns whether what listens there speaks HTTP. A gops agent takes the first letter for an unknown command, and closes. */
    static boolean answers(InetSocketAddress at) {
        try (var socket = new Socket()) {
            socket.connect(at, PROBE_MILLIS);
            socket.setSoTimeout(PROBE_MILLIS);
            socket.getOutputStream().write("GET /debug/pprof/cmdline HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("HTTP/");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public byte[] profile(String name, int debug, int seconds, boolean gc) throws LookFailure {
        String query = (debug > 0 ? "&debug=" + debug : "") + (seconds > 0 ? "&seconds=" + seconds : "") + (gc ? "&gc=1" : "");
        URI uri = folder.resolve(name + (query.isEmpty() ? "" : "?" + query.substring(1)));
        try {
            var http = (HttpURLConnection) uri.toURL().openConnection();
            http.setConnectTimeout(CONNECT_MILLIS);
            http.setReadTimeout(ANSWER_MILLIS + seconds * 1000);
            if (http.getResponseCode() == HttpURLConnection.HTTP_OK) {
                try (InputStream in = http.getInputStream()) {
                    return in.readAllBytes();
                }
            }
            throw LookFailure.unreachable(uri + " answers " + http.getResponseCode() + reason(http));
        } catch (IOException e) {
            throw LookFailure.unreachable("cannot read " + uri + " (" + e.getMessage() + "); is there a server of /debug/pprof/?");
        }
    }

    /** What the server says to it, in one line. */
    private static String reason(HttpURLConnection http) throws IOException {
        try (InputStream in = http.getErrorStream()) {
            String text = in == null ? "" : new String(in.readNBytes(1000), StandardCharsets.UTF_8);
            return text.lines().findFirst().map(l -> ": " + l).orElse("");
        }
    }

    @Override
    public void close() {
        // each profile has its own connection
    }
}
