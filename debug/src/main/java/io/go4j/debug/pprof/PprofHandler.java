// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.go4j.GoRuntime;
import io.go4j.debug.Commands;
import io.go4j.debug.Slots;
import io.go4j.debug.Visit;
import io.go4j.pprof.Profile;
import io.go4j.pprof.ProfileData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers the URLs of net/http/pprof: the same paths, parameters, headers, states and words. */
final class PprofHandler {
    static final int SECONDS_MAX = 3600;

    private static final int OK = 200;
    private static final int SECONDS_OF_CPU = 30;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]+");
    private static final int SHOWN_MAX = 100;

    private final @Nullable String ownHost;

    /** {@code ownHost} is the name of the loopback interface that was given when the server was opened, if it was. */
    PprofHandler(@Nullable String ownHost) {
        this.ownHost = ownHost;
        CpuProfile.remember(Thread.currentThread().getContextClassLoader());
        Memory.start();
    }

    /** For {@link Visit}s of our own server. */
    void receive(Visit visit) throws IOException, InterruptedException {
        RequestHead head;
        try {
            head = RequestHead.read(visit.in());
        } catch (RequestHead.Refused why) {
            SocketCall.refuse(visit, why);
            return;
        }
        answer(new SocketCall(visit, head));
    }

    /** Sends an answer in any case, unless the client is gone. */
    void answer(Call call) throws IOException, InterruptedException {
        call.header("X-Content-Type-Options", "nosniff");
        String name = nameOf(call);
        String stranger = stranger(call);
        if (stranger != null) {
            error(call, 403, "Host " + shown(stranger) + " is not this machine's loopback; use localhost, 127.0.0.1 or [::1]");
        } else if (name == null) {
            redirectOrNotFound(call);
        } else if (!isMethodAllowed(call, name)) {
            call.header("Allow", name.equals("symbol") ? "GET, HEAD, POST" : "GET, HEAD");
            send(call, 405, "text/plain; charset=utf-8", "Method Not Allowed\n");
        } else {
            answerOrSayWhyNot(call, name);
        }
    }

    /** What the JVM refuses (no descriptor is left, no memory) is said to the client; the program does not hear of it. */
    private static void answerOrSayWhyNot(Call call, String name) throws IOException, InterruptedException {
        String why;
        try {
            answer(call, name);
            return;
        } catch (Visit.Gone e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            why = String.valueOf(e.getMessage());
        } catch (VirtualMachineError e) { // of which the JDK makes others too
            why = "the program has too little memory left";
        } catch (LinkageError e) {
            why = "a class could not be loaded";
        }
        if (call.isAnswered()) {
            throw new IOException(why); // it ends in the middle, which the client can tell from an end in good order
        }
        error(call, 500, "Could not take this profile: " + why);
    }

    /** What stands behind {@code /debug/pprof/}, or behind the path of our own context; null if the request is not for us. */
    private static @Nullable String nameOf(Call call) {
        return call.path().startsWith(call.folder()) ? call.path().substring(call.folder().length()) : null;
    }

    private static void redirectOrNotFound(Call call) throws IOException {
        if (!call.folder().equals(call.path() + "/")) {
            send(call, 404, "text/plain; charset=utf-8", "404 page not found\n");
            return;
        }
        call.header("Location", call.folder() + (call.query() == null ? "" : "?" + call.query()));
        send(call, 307, "text/html; charset=utf-8", "<a href=\"" + call.folder() + "\">Temporary Redirect</a>.\n\n");
    }

    /** A host that the request names and that is not allowed; see {@link HostHeader}. */
    private @Nullable String stranger(Call call) {
        if (call.isFromLoopback()) {
            for (String host : call.hosts()) {
                if (!HostHeader.isLoopback(host, ownHost)) {
                    return host;
                }
            }
        }
        return null;
    }

    private static String shown(String host) {
        String plain = host.replaceAll("[^!-~]", "?");
        return plain.length() <= SHOWN_MAX ? plain : plain.substring(0, SHOWN_MAX) + "...";
    }

    private static boolean isMethodAllowed(Call call, String name) {
        String method = call.method();
        return method.equals("GET") || method.equals("HEAD") || (method.equals("POST") && name.equals("symbol"));
    }

    private static void answer(Call call, String name) throws IOException, InterruptedException {
        switch (name) {
            case "" -> {
                if (begins(call, false)) {
                    send(call, OK, "text/html; charset=utf-8", IndexPage.text());
                }
            }
            case "cmdline" -> send(call, OK, "text/plain; charset=utf-8", Commands.line("\0"));
            case "symbol" -> send(call, OK, "text/plain; charset=utf-8", "num_symbols: 1\n");
            case "profile" -> cpu(call);
            case "trace" -> error(call, 501, "Could not enable tracing: this version of go4j has no execution tracer");
            default -> snapshot(call, name);
        }
    }

    /** Whether the work may begin; else says why not. */
    private static boolean begins(Call call, boolean measures) throws IOException, InterruptedException {
        if (call.begin(measures)) {
            return true;
        }
        call.header("Retry-After", "1");
        error(call, 503, "Too many requests at once: " + Slots.MAX + " may be answered, " + Slots.MAX_MEASURING
                + " of them with seconds; try again when one has ended");
        return false;
    }

    private static void cpu(Call call) throws IOException, InterruptedException {
        String asked = parameter(call, "seconds");
        long seconds = number(asked);
        if (isTooLong(call, asked, seconds) || !begins(call, true)) {
            return;
        }
        ProfileData data;
        try {
            data = CpuProfile.take(Duration.ofSeconds(seconds > 0 ? seconds : SECONDS_OF_CPU), call::stay);
        } catch (IllegalStateException e) {
            error(call, 500, "Could not enable CPU profiling: " + e.getMessage());
            return;
        }
        proto(call, data, "profile");
    }

    private static boolean isTooLong(Call call, String asked, long seconds) throws IOException {
        if (seconds <= SECONDS_MAX) {
            return false;
        }
        error(call, 400, "invalid value for \"seconds\" - " + shown(asked) + " is more than " + SECONDS_MAX);
        return true;
    }

    private static void snapshot(Call call, String name) throws IOException, InterruptedException {
        Profile profile = GoRuntime.lookup(name);
        if (profile == null) {
            error(call, 404, "Unknown profile");
            return;
        }
        String gc = parameter(call, "gc");
        boolean without = !gc.isEmpty() && number(gc) <= 0;
        Profile wanted = without ? profile.withoutCollection() : profile;
        String seconds = parameter(call, "seconds");
        int debug = Math.clamp(number(parameter(call, "debug")), -1, 2);
        if (!seconds.isEmpty()) {
            delta(call, wanted, seconds, debug);
            return;
        }
        if (!begins(call, false)) {
            return;
        }
        if (name.equals("allocs") && number(gc) > 0) {
            Memory.collect();
        }
        if (debug <= 0) {
            proto(call, wanted.data(), name);
            return;
        }
        call.header("Content-Type", "text/plain; charset=utf-8");
        OutputStream out = call.stream();
        if (!call.isHead()) {
            wanted.writeTo(out, debug);
        }
        out.close(); // only if it is whole
    }

    private static void delta(Call call, Profile profile, String asked, int debug) throws IOException, InterruptedException {
        long seconds = number(asked);
        if (seconds <= 0) {
            error(call, 400, "invalid value for \"seconds\" - must be a positive integer");
            return;
        }
        if (debug != 0) {
            error(call, 400, "seconds and debug params are incompatible");
            return;
        }
        if (isTooLong(call, asked, seconds) || !begins(call, true)) {
            return;
        }
        ProfileData before = profile.data();
        call.stay(Duration.ofSeconds(seconds));
        proto(call, profile.data().minus(before), profile.name() + "-delta");
    }

    private static void proto(Call call, ProfileData data, String file) throws IOException {
        var bytes = new ByteArrayOutputStream();
        data.writeTo(bytes);
        call.header("Content-Disposition", "attachment; filename=\"" + file + "\"");
        call.header("Content-Type", "application/octet-stream");
        call.send(OK, bytes.toByteArray());
    }

    /** {@code go tool pprof} shows the text only if the header is there. */
    static void error(Call call, int status, String text) throws IOException {
        call.header("X-Go-Pprof", "1");
        send(call, status, "text/plain; charset=utf-8", text + "\n");
    }

    private static void send(Call call, int status, String type, String text) throws IOException {
        call.header("Content-Type", type);
        call.send(status, text.getBytes(UTF_8));
    }

    /** The first of that name in the query; empty if there is none. */
    private static String parameter(Call call, String name) {
        String query = call.query();
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

    /** 0 for what is no whole number; the greatest or least there is for what is beyond. */
    private static long number(String digits) {
        if (!WHOLE_NUMBER.matcher(digits).matches()) {
            return 0;
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return digits.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
