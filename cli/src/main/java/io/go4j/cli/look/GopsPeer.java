// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import io.go4j.diag.GoroutineFilter;
import io.go4j.diag.StackGroups;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A process with a gops agent, reached over TCP: one byte per command, the answer ends where the agent closes. */
final class GopsPeer implements Peer {
    private static final int STACK = 1;
    private static final int GC = 2;
    private static final int MEMSTATS = 3;
    private static final int VERSION = 4;
    private static final int HEAP = 5;
    private static final int CPU = 6;
    private static final int STATS = 7;

    private static final int SECONDS_OF_CPU = 30;

    private static final int CONNECT_MILLIS = 10_000;
    private static final int FIRST_MILLIS = 3_000; // then we ask what else it may be
    private static final int ANSWER_MILLIS = 60_000;
    private static final Pattern HEADER = Pattern.compile("goroutine (\\d+).* \\[(.*)]:");

    private final InetSocketAddress address;
    private final String name;

    private GopsPeer(InetSocketAddress address, String name) {
        this.address = address;
        this.name = name;
    }

    static GopsPeer at(String target) throws LookFailure {
        int colon = target.lastIndexOf(':');
        String host = target.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = 0;
        try {
            port = Integer.parseInt(target.substring(colon + 1));
        } catch (NumberFormatException e) {
            // said below
        }
        if (port < 1 || port > 65535) {
            throw LookFailure.usage(target + " has no port from 1 to 65535 after its colon");
        }
        var address = new InetSocketAddress(host.isEmpty() ? "127.0.0.1" : host, port);
        if (address.isUnresolved()) {
            throw LookFailure.unreachable("there is no host " + host + "; look at its spelling");
        }
        return new GopsPeer(address, target);
    }

    InetSocketAddress address() {
        return address;
    }

    private byte[] ask(int signal) throws LookFailure {
        try (var socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            socket.setSoTimeout(FIRST_MILLIS);
            socket.getOutputStream().write(signal);
            var in = new PushbackInputStream(socket.getInputStream());
            int first = first(in, socket, signal);
            if (first < 0) {
                return new byte[0];
            }
            in.unread(first);
            socket.setSoTimeout(ANSWER_MILLIS);
            return in.readAllBytes();
        } catch (SocketTimeoutException e) {
            throw LookFailure.unreachable(name + " does not answer; is there a gops agent at that port?");
        } catch (IOException e) {
            throw LookFailure.unreachable("cannot reach " + name + " (" + e.getMessage() + "); is there a gops agent at that port?");
        }
    }

    /** The first byte of the answer, -1 if there is none. What stays silent may be a web server, which waits for the rest of a line. */
    private int first(PushbackInputStream in, Socket socket, int signal) throws IOException, LookFailure {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            if (HttpProfiles.answers(address)) {
                throw LookFailure.unreachable(name + " does not answer like a gops agent; is it a pprof server?");
            }
            if (signal == VERSION || signal == STATS || signal == MEMSTATS) {
                throw e;
            }
            socket.setSoTimeout(ANSWER_MILLIS); // the others can take their time
            return in.read();
        }
    }

    private String askForText(int signal) throws LookFailure {
        return new String(askForBytes(signal), StandardCharsets.UTF_8);
    }

    private byte[] askForBytes(int signal) throws LookFailure {
        byte[] answer = ask(signal);
        if (answer.length == 0) {
            throw LookFailure.unreachable(name + " closed without an answer; is there a gops agent at that port?");
        }
        return answer;
    }

    @Override
    public byte[] profile(String profile, int debug, int seconds, @Nullable Boolean gc) throws LookFailure {
        if (Boolean.FALSE.equals(gc)) {
            throw LookFailure.usage(
                    "a gops agent decides itself whether it collects; give a PID, or the URL of a pprof server, for --no-gc");
        }
        if (gc != null) {
            gc();
        }
        if (profile.equals("profile") && seconds == SECONDS_OF_CPU) {
            return askForBytes(CPU);
        }
        if (profile.equals("heap") && debug == 0 && seconds == 0) {
            return askForBytes(HEAP);
        }
        if (profile.equals("goroutine") && debug == 2) {
            return askForBytes(STACK);
        }
        throw LookFailure.usage("a gops agent gives heap, profile of 30 seconds and goroutine --debug 2 only; give a PID, or the URL of a"
                + " pprof server");
    }

    @Override
    public String stacks(boolean grouped, List<String> filters) throws LookFailure {
        return select(askForText(STACK), grouped, filters);
    }

    /** Filters, and groups, the text of a dump. */
    static String select(String dump, boolean grouped, List<String> filters) throws LookFailure {
        GoroutineFilter filter = GoroutineFilter.of(filters);
        var groups = new StackGroups();
        var all = new StringBuilder();
        for (String goroutine : dump.split("\n\n", -1)) {
            String text = goroutine.strip() + "\n";
            int end = text.indexOf('\n');
            Matcher header = HEADER.matcher(text.substring(0, end));
            if (!header.matches()) {
                continue;
            }
            String state = header.group(2);
            String stack = text.substring(end + 1);
            try {
                if (!filter.test(state, stack)) {
                    continue;
                }
            } catch (IllegalArgumentException e) {
                throw LookFailure.usage("a gops agent tells no names, labels and ages, and waits from 1m on; give a PID for these");
            }
            if (grouped) {
                groups.add(Long.parseLong(header.group(1)), state, stack);
            } else {
                all.append(all.isEmpty() ? "" : "\n").append(text);
            }
        }
        return grouped ? groups.toString() : all.toString();
    }

    @Override
    public String stats() throws LookFailure {
        return askForText(STATS);
    }

    @Override
    public String memstats() throws LookFailure {
        return askForText(MEMSTATS);
    }

    @Override
    public String version() throws LookFailure {
        return askForText(VERSION).strip();
    }

    @Override
    public void gc() throws LookFailure {
        askForText(GC);
    }

    @Override
    public void close() {
        // each command has its own connection
    }
}
