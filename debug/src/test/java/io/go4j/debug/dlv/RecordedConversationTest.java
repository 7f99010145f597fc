// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.Goroutine;
import io.go4j.diag.GoroutineStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@code dlv connect} 1.27.2 asked a server of Delve's, with what that answered (conversation.jsonl; of lists, the first two). Asked
 * the same, ours answers in the same shape: no name that the real one does not use, and each of the same type.
 */
@Timeout(120)
class RecordedConversationTest {
    /** What this program does not have, and says so. */
    private static final Set<String> REFUSED = Set.of("RPCServer.ListLocalVars", "RPCServer.ListFunctionArgs", "RPCServer.Ancestors");

    private static List<Map<?, ?>> conversation() throws Exception {
        List<Map<?, ?>> pairs = new ArrayList<>();
        try (var in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RecordedConversationTest.class.getResourceAsStream("conversation.jsonl")), UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                pairs.add((Map<?, ?>) Json.read(line));
            }
        }
        return pairs;
    }

    /** The parameters as JSON, with ids of ours in the place of theirs. */
    private static String parameters(Map<?, ?> request, long goroutine) {
        Map<?, ?> given = (Map<?, ?>) ((List<?>) request.get("params")).getFirst();
        var out = new JsonOut();
        out.object();
        given.forEach((name, value) -> {
            if (name.equals("goroutineID")) {
                out.field("goroutineID", goroutine);
            } else if (name.equals("Loc")) {
                out.field("Loc", "RecordedConversationTest.parameters");
            } else {
                write(out.name(name.toString()), value);
            }
        });
        return new String(out.endObject().toBytes(), UTF_8);
    }

    private static void write(JsonOut out, Object value) {
        switch (value) {
            case null -> out.nothing();
            case Boolean b -> out.value(b);
            case Long n -> out.value(n);
            case List<?> list -> {
                out.array();
                list.forEach(v -> write(out, v));
                out.endArray();
            }
            case Map<?, ?> map -> {
                out.object();
                map.forEach((k, v) -> write(out.name(k.toString()), v));
                out.endObject();
            }
            default -> out.value(value.toString());
        }
    }

    private static void assertSameShape(String at, Object ours, Object theirs) {
        if (ours == null || theirs == null) {
            return;
        }
        if (ours instanceof Map<?, ?> mine && theirs instanceof Map<?, ?> real) {
            if (at.endsWith(".labels") || at.endsWith(".hitCount")) {
                return; // names of the user's
            }
            mine.forEach((name, value) -> {
                if (!name.equals("labels") && !name.equals("Bottom") && !name.equals("currentGoroutine")) { // left out where there is none
                    assertThat(real.containsKey(name)).as(at + "." + name + " is no name of Delve's").isTrue();
                }
                assertSameShape(at + "." + name, value, real.get(name));
            });
        } else if (ours instanceof List<?> mine && theirs instanceof List<?> real) {
            for (Object one : mine) {
                if (!real.isEmpty()) {
                    assertSameShape(at + "[]", one, real.getFirst());
                }
            }
        } else {
            assertThat(ours.getClass()).as(at).isEqualTo(theirs.getClass());
        }
    }

    @Test
    void oursAnswersInTheSameShape() throws Exception {
        var ch = Chan.<Integer>make();
        Goroutine waiter = Go4j.go(() -> ch.receive());
        while (waiter.status() != GoroutineStatus.WAITING) {
            Thread.sleep(1);
        }
        List<Map<?, ?>> conversation = conversation();
        assertThat(conversation).hasSizeGreaterThan(25);
        try (Delve.Server server = Delve.listen("127.0.0.1:0");
                var client = new Client(server.address())) {
            for (Map<?, ?> pair : conversation) {
                ask(client, (Map<?, ?>) pair.get("request"), (Map<?, ?>) pair.get("response"), waiter.id());
            }
        } finally {
            ch.close();
        }
    }

    private static void ask(Client client, Map<?, ?> request, Map<?, ?> response, long goroutine) throws IOException {
        String method = request.get("method").toString();
        if (method.equals("RPCServer.Detach")) {
            return; // it would end the server
        }
        String name = method.substring(method.indexOf('.') + 1);
        Map<?, ?> answer = client.answer(client.send(name, parameters(request, goroutine)));
        if (REFUSED.contains(method)) {
            return;
        }
        assertThat(answer.get("error")).as(method + parameters(request, goroutine)).isNull();
        assertSameShape(method, answer.get("result"), response.get("result"));
    }
}
