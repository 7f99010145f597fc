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
import org.jspecify.annotations.Nullable;

/** A server of {@code /debug/pprof/}, of a go4j program or of a Go one. */
final class HttpProfiles implements Profiled {
    private static final String FOLDER = "/debug/pprof/";
    private static final int CONNECT_MILLIS = 10_000;
    private static final int ANSWER_MILLIS = 60_000;
    private static final int PROBE_MILLIS = 2_000;

    private final URI folder;
    private final @Nullable String profile;
    private final String query;

    private HttpProfiles(URI folder, @Nullable String profile, String query) {
        this.folder = folder;
        this.profile = profile;
        this.query = query;
    }

    static boolean isUrl(String target) {
        return target.startsWith("http://") || target.startsWith("https://");
    }

    /** Takes {@code http://host:port}, with or without the folder, and with or without a profile in it, as go tool pprof does. */
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
            path = path.endsWith("/") ? path : path + "/";
            String last = path.substring(path.lastIndexOf('/', path.length() - 2) + 1, path.length() - 1);
            boolean named = PprofCommand.PROFILES.contains(last) || (path.endsWith(FOLDER + last + "/") && !last.isEmpty());
            if (named) {
                path = path.substring(0, path.length() - last.length() - 1);
            }
            String query = uri.getQuery() == null ? "" : uri.getQuery();
            return new HttpProfiles(new URI(uri.getScheme(), uri.getAuthority(), path, null, null), named ? last : null, query);
        } catch (URISyntaxException e) {
            throw LookFailure.usage(url + " is no URL; write http://localhost:6060");
        }
    }

    /** The profile that the URL names, if it does. */
    @Nullable String named() {
        return profile;
    }

    /** The number that the URL gives, as in {@code ?seconds=10}; 0 if it does not. */
    int number(String key) throws LookFailure {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(key + "=")) {
                try {
                    return Integer.parseInt(pair.substring(key.length() + 1));
                } catch (NumberFormatException e) {
                    throw LookFailure.usage(pair + " in the URL is no number");
                }
            }
        }
        return 0;
    }

    /** Whether the URL says to collect garbage before; null if it does not say. */
    @Nullable Boolean collects() throws LookFailure {
        return ("&" + query).contains("&gc=") ? Boolean.valueOf(number("gc") > 0) : null;
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
    public byte[] profile(String name, int debug, int seconds, @Nullable Boolean gc) throws LookFailure {
        String collecting = gc == null ? "" : gc ? "&gc=1" : "&gc=0";
        String asked = (debug > 0 ? "&debug=" + debug : "") + (seconds > 0 ? "&seconds=" + seconds : "") + collecting;
        URI uri = folder.resolve(name + (asked.isEmpty() ? "" : "?" + asked.substring(1)));
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
