// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

/** A client of Delve's protocol, of few words. */
final class Client implements AutoCloseable {
    final Socket socket;
    private final BufferedReader in;
    private final Map<Long, Map<?, ?>> answers = new HashMap<>();
    private long next;

    Client(InetSocketAddress at) throws IOException {
        socket = new Socket(at.getAddress(), at.getPort());
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    /** Sends a request, whose parameters are JSON; returns its number. */
    long send(String method, String parameters) throws IOException {
        long id = next++;
        String request = "{\"method\":\"RPCServer." + method + "\",\"params\":[" + parameters + "],\"id\":" + id + "}\n";
        socket.getOutputStream().write(request.getBytes(UTF_8));
        return id;
    }

    /** Waits for the answer to a request, whatever else comes before. */
    Map<?, ?> answer(long id) throws IOException {
        while (!answers.containsKey(id)) {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("the server has gone");
            }
            Map<?, ?> answer;
            try {
                answer = (Map<?, ?>) Json.read(line);
            } catch (Json.Malformed e) {
                throw new AssertionError(line, e);
            }
            answers.put((Long) answer.get("id"), answer);
        }
        return answers.remove(id);
    }

    Map<?, ?> result(long id) throws IOException {
        Map<?, ?> answer = answer(id);
        if (answer.get("error") != null) {
            throw new AssertionError(answer.get("error"));
        }
        return (Map<?, ?>) answer.get("result");
    }

    Map<?, ?> call(String method, String parameters) throws IOException {
        return result(send(method, parameters));
    }

    String refused(String method, String parameters) throws IOException {
        return String.valueOf(answer(send(method, parameters)).get("error"));
    }

    /** The state of an answer that has one. */
    static Map<?, ?> state(Map<?, ?> result) {
        return (Map<?, ?>) result.get("State");
    }

    /** Returns whether the server has hung up: at the end of what it says. */
    boolean isCutOff() {
        try {
            while (in.readLine() != null) {
                // what was answered before
            }
            return true;
        } catch (IOException e) {
            return true; // reset
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
