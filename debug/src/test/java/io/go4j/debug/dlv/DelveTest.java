// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitReason;
import java.io.File;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The protocol, by a client that shares the JVM with the server: what it answers, and when the program stands and goes on. */
@Timeout(120)
class DelveTest {
    private static final String ALL = "{\"Start\":0,\"Count\":10000,\"Filters\":null,\"GroupBy\":0}";
    static String secret = "of a static field";

    private Delve.Server server;
    private final Chan<Integer> done = Chan.make();

    @BeforeEach
    void start() throws IOException {
        server = Delve.listen("127.0.0.1:0");
    }

    @AfterEach
    void end() {
        server.close();
        done.close();
    }

    private Client connect() throws IOException {
        var client = new Client(server.address());
        client.call("SetApiVersion", "{\"APIVersion\":2}");
        return client;
    }

    private Client halted() throws IOException {
        Client client = connect();
        Map<?, ?> state = Client.state(client.call("Command", "{\"name\":\"halt\",\"WithEvents\":false}"));
        assertThat(state.get("Running")).isEqualTo(false);
        return client;
    }

    private Goroutine waiter() throws Exception {
        Goroutine g = Go4j.go(() -> done.receive());
        await(() -> g.status() == GoroutineStatus.WAITING);
        return g;
    }

    private static void await(Callable<Boolean> what) throws Exception {
        while (!what.call()) {
            Thread.sleep(5);
        }
    }

    /** The goroutine goes on, and so do all others. */
    private static void assertGoesOn() throws Exception {
        var ran = new AtomicLong();
        Go4j.go(ran::incrementAndGet);
        await(() -> ran.get() == 1);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<?, ?>> list(Map<?, ?> of, String name) {
        return (List<Map<?, ?>>) of.get(name);
    }

    private static Map<?, ?> byId(Map<?, ?> result, long id) {
        return list(result, "Goroutines").stream().filter(g -> g.get("id").equals(id)).findFirst().orElseThrow();
    }

    @Test
    void aGoroutineAndItsStack() throws Exception {
        Goroutine g = waiter();
        try (Client client = halted()) {
            Map<?, ?> seen = byId(client.call("ListGoroutines", ALL), g.id());
            Map<?, ?> user = (Map<?, ?>) seen.get("userCurrentLoc");
            Map<?, ?> go = (Map<?, ?>) seen.get("goStatementLoc");
            assertThat(seen.get("status")).isEqualTo(4L);
            assertThat(seen.get("waitReason")).isEqualTo(14L);
            assertThat(user.get("file").toString()).endsWith("io/go4j/debug/dlv/DelveTest.java").startsWith("/");
            assertThat(new File(user.get("file").toString())).isFile();
            assertThat(((Map<?, ?>) go.get("function")).get("name")).isEqualTo("io.go4j.debug.dlv.DelveTest.waiter");
            List<Map<?, ?>> frames = list(client.call("Stacktrace", "{\"Id\":" + g.id() + ",\"Depth\":50}"), "Locations");
            assertThat(frames.getLast().get("Bottom")).isEqualTo(true);
            assertThat(frames.getFirst().get("Bottom")).isNull();
            List<Map<?, ?>> two = list(client.call("Stacktrace", "{\"Id\":" + g.id() + ",\"Depth\":2,\"Skip\":1}"), "Locations");
            assertThat(two).isEqualTo(frames.subList(1, 3));
            assertThat(list(client.call("Stacktrace", "{\"Id\":" + g.id() + ",\"Depth\":999,\"Skip\":999}"), "Locations")).isEmpty();
            assertThat(client.refused("Stacktrace", "{\"Id\":123456789}")).isEqualTo("unknown goroutine 123456789");
        }
    }

    @Test
    void pagesFiltersAndGroups() throws Exception {
        for (int i = 0; i < 25; i++) {
            waiter();
        }
        GoRuntime.doWithLabels(Map.of(), () -> {});
        try (Client client = halted()) {
            long total = list(client.call("ListGoroutines", ALL), "Goroutines").size();
            assertThat(total).isEqualTo(GoRuntime.numGoroutine());
            long start = 0;
            long seen = 0;
            while (start >= 0) {
                Map<?, ?> page = client.call("ListGoroutines", "{\"Start\":" + start + ",\"Count\":10}");
                seen += list(page, "Goroutines").size();
                start = (Long) page.get("Nextg");
            }
            assertThat(seen).isEqualTo(total);
            String here = "{\"Kind\":2,\"Arg\":\"DelveTest.java\"}";
            String notHere = "{\"Kind\":2,\"Negated\":true,\"Arg\":\"DelveTest.java\"}";
            assertThat(list(client.call("ListGoroutines", "{\"Filters\":[" + here + "]}"), "Goroutines")).hasSizeGreaterThanOrEqualTo(25);
            assertThat(list(client.call("ListGoroutines", "{\"Filters\":[" + here + "," + notHere + "]}"), "Goroutines")).isEmpty();
            Map<?, ?> grouped = client.call("ListGoroutines", "{\"GroupBy\":4,\"MaxGroupMembers\":5,\"MaxGroups\":50}");
            Map<?, ?> largest = list(grouped, "Groups").stream().max((a, b) -> Long.compare((Long) a.get("Total"), (Long) b.get("Total")))
                    .orElseThrow();
            assertThat((Long) largest.get("Total")).isGreaterThanOrEqualTo(25);
            assertThat(largest.get("Count")).isEqualTo(5L);
            assertThat(grouped.get("Nextg")).isEqualTo(-1L);
            assertThat(client.refused("ListGoroutines", "{\"Filters\":[{\"Kind\":77}]}")).contains("kind 77");
        }
    }

    @Test
    void labelsAndAncestors() throws Exception {
        var child = new AtomicLong();
        Goroutine parent = Go4j.go(() -> GoRuntime.doWithLabels(Map.of("job", "ingest", "shard", "7"), () -> {
            child.set(Go4j.go(() -> done.receive()).id());
            done.receive();
        }));
        await(() -> parent.waitReason() == WaitReason.CHAN_RECEIVE);
        try (Client client = halted()) {
            String labelled = "{\"Filters\":[{\"Kind\":5,\"Arg\":\"job=ingest\"}]}";
            assertThat(list(client.call("ListGoroutines", labelled), "Goroutines")).hasSize(2);
            assertThat(byId(client.call("ListGoroutines", ALL), child.get()).get("labels"))
                    .isEqualTo(Map.of("job", "ingest", "shard", "7"));
            String of = "{\"GoroutineID\":" + child + ",\"NumAncestors\":5,\"Depth\":50}";
            List<Map<?, ?>> ancestors = list(client.call("Ancestors", of), "Ancestors");
            assertThat(ancestors).hasSize(1);
            assertThat(ancestors.getFirst().get("ID")).isEqualTo(parent.id());
            Map<?, ?> site = list(ancestors.getFirst(), "Stack").getFirst();
            assertThat(site.get("file").toString()).endsWith("DelveTest.java");
        }
    }

    @Test
    void theSelectionIsKept() throws Exception {
        Goroutine g = waiter();
        try (Client client = halted()) {
            Map<?, ?> state = Client.state(client.call("Command", "{\"name\":\"switchGoroutine\",\"goroutineID\":" + g.id() + "}"));
            assertThat(((Map<?, ?>) state.get("currentGoroutine")).get("id")).isEqualTo(g.id());
            assertThat(state.get("currentThread")).isNotNull(); // its absence ends the client
            assertThat(client.refused("Command", "{\"name\":\"switchGoroutine\",\"goroutineID\":99999}"))
                    .isEqualTo("unknown goroutine 99999");
            assertThat(client.refused("Command", "{\"name\":\"switchThread\",\"threadID\":1}")).isEqualTo("thread 1 does not exist");
            List<Map<?, ?>> threads = list(client.call("ListThreads", "{}"), "Threads");
            for (Map<?, ?> t : threads) {
                Map<?, ?> on = Client.state(client.call("Command", "{\"name\":\"switchThread\",\"threadID\":" + t.get("id") + "}"));
                assertThat(((Map<?, ?>) on.get("currentThread")).get("id")).isEqualTo(t.get("id"));
                assertThat(list(client.call("Stacktrace", "{\"Id\":-1,\"Depth\":50}"), "Locations")).isNotNull();
            }
        }
    }

    @Test
    void nobodyGoesOnUntilContinue() throws Exception {
        if (!GoRuntime.isFullMode()) {
            return; // there nobody is stopped
        }
        var ran = new AtomicLong();
        try (Client client = halted()) {
            Goroutine g = Go4j.go(ran::incrementAndGet);
            assertThat(byId(client.call("ListGoroutines", ALL), g.id()).get("status")).isEqualTo(1L);
            assertThat(ran).hasValue(0);
            long going = client.send("Command", "{\"name\":\"continue\",\"WithEvents\":true}");
            await(() -> ran.get() == 1);
            assertThat(Client.state(client.call("State", "{\"NonBlocking\":true}")).get("Running")).isEqualTo(true);
            long blocking = client.send("State", "{\"NonBlocking\":false}");
            assertThat(events(client.call("GetEvents", "{}"))).containsExactly(0L);
            long events = client.send("GetEvents", "{}");
            client.call("Command", "{\"name\":\"halt\"}");
            assertThat(Client.state(client.result(going)).get("Running")).isEqualTo(false);
            assertThat(Client.state(client.result(blocking)).get("Running")).isEqualTo(false);
            assertThat(events(client.result(events))).containsExactly(1L);
        }
        assertGoesOn();
    }

    private static List<Object> events(Map<?, ?> result) {
        return list(result, "Events").stream().<Object>map(e -> e.get("Kind")).toList();
    }

    /** The client waits for the answer and for the event: without one of them it would wait for ever. */
    @Test
    void whatIsRefusedEndsTheEventsToo() throws Exception {
        try (Client client = halted()) {
            for (String name : List.of("next", "step", "stepOut", "stepInstruction", "call", "rewind")) {
                long events = client.send("GetEvents", "{}");
                assertThat(client.refused("Command", "{\"name\":\"" + name + "\",\"WithEvents\":true}")).contains(name);
                assertThat(events(client.result(events))).containsExactly(1L);
            }
        }
    }

    @Test
    void leavingLetsTheProgramGoOnHoweverThatIsDone() throws Exception {
        halted().close();
        assertGoesOn();
        Client reset = halted();
        reset.socket.setSoLinger(true, 0);
        reset.close();
        assertGoesOn();
        try (Client half = halted()) {
            half.socket.shutdownOutput();
            assertGoesOn();
        }
        try (Client silly = halted()) {
            silly.socket.getOutputStream().write("}\n".getBytes(UTF_8));
            assertThat(silly.isCutOff()).isTrue();
            assertGoesOn();
        }
        try (Client waits = halted()) {
            waits.send("Command", "{\"name\":\"continue\"}");
            assertGoesOn();
        }
        try (Client killer = halted()) {
            assertThat(killer.refused("Detach", "{\"Kill\":true}")).contains("does not let itself be killed");
        }
        assertGoesOn();
        try (Client last = halted()) {
            last.call("Detach", "{\"Kill\":false}");
            assertThat(last.isCutOff()).isTrue(); // and the server with it
        }
        assertGoesOn();
        await(() -> {
            try (var late = new Client(server.address())) {
                return late.isCutOff();
            } catch (SocketException e) {
                return true; // nobody listens
            }
        });
    }

    @Test
    void oneClientAtATimeUnlessMoreWereAskedFor() throws Exception {
        try (Client first = halted();
                Client second = new Client(server.address())) {
            assertThat(second.refused("SetApiVersion", "{\"APIVersion\":2}")).contains("another debugger");
            assertThat(second.refused("Command", "{\"name\":\"continue\"}")).contains("another debugger");
            assertThat(Client.state(first.call("State", "{\"NonBlocking\":true}")).get("Running")).isEqualTo(false);
        }
        assertGoesOn();
        try (Delve.Server shared = Delve.at("127.0.0.1:0").severalClients().start();
                var first = new Client(shared.address())) {
            first.call("Command", "{\"name\":\"halt\"}");
            try (var second = new Client(shared.address())) {
                assertThat(Client.state(second.call("State", "{\"NonBlocking\":false}")).get("Running")).isEqualTo(false);
            }
            assertThat(Client.state(first.call("State", "{\"NonBlocking\":true}")).get("Running")).isEqualTo(false);
        }
        assertGoesOn();
    }

    @Test
    void placesAreFound() throws Exception {
        try (Client client = halted()) {
            Map<?, ?> found = list(client.call("FindLocation", "{\"Loc\":\"DelveTest.halted\"}"), "Locations").getFirst();
            assertThat(found.get("file").toString()).endsWith("DelveTest.java");
            String at = "{\"Loc\":\"DelveTest.java:" + found.get("line") + "\"}";
            Map<?, ?> line = list(client.call("FindLocation", at), "Locations").getFirst();
            assertThat(line.get("pc")).isEqualTo(found.get("pc"));
            Map<?, ?> address = list(client.call("FindLocation", "{\"Loc\":\"*" + found.get("pc") + "\"}"), "Locations").getFirst();
            assertThat(address).isEqualTo(found);
            assertThat(client.refused("FindLocation", "{\"Loc\":\"no.such.function\"}")).contains("not found");
            assertThat(client.refused("FindLocation", "{\"Loc\":\"NoSuch.java:3\"}")).contains("could not find file");
            assertThat(client.refused("FindLocation", "{\"Loc\":\"*12\"}")).contains("no code");
            assertThat(client.call("ListFunctions", "{\"Filter\":\"DelveTest.halted$\"}").get("Funcs"))
                    .isEqualTo(List.of("io.go4j.debug.dlv.DelveTest.halted"));
            assertThat(client.call("ListTypes", "{\"Filter\":\"DelveTest$\"}").get("Types"))
                    .isEqualTo(List.of("io.go4j.debug.dlv.DelveTest"));
            assertThat(client.call("ListSources", "{\"Filter\":\"DelveTest.java$\"}").get("Sources").toString()).contains("DelveTest.java");
            assertThat(client.call("ListPackagesBuildInfo", "{\"Filter\":\"debug.dlv$\"}").toString()).contains("io.go4j.debug.dlv");
            assertThat(client.refused("ListTypes", "{\"Filter\":\"(\"}")).contains("no regular expression");
        }
    }

    @Test
    void fieldsAreRead() throws Exception {
        String config = ",\"Cfg\":{\"MaxVariableRecurse\":1,\"MaxStringLen\":9,\"MaxArrayValues\":10}}";
        try (Client client = halted()) {
            Map<?, ?> value = (Map<?, ?>) client.call("Eval", "{\"Expr\":\"DelveTest.secret\"" + config).get("Variable");
            assertThat(value.get("value")).isEqualTo("of a stat");
            assertThat(value.get("len")).isEqualTo((long) secret.length());
            assertThat(value.get("type")).isEqualTo("java.lang.String");
            assertThat(client.refused("Eval", "{\"Expr\":\"DelveTest.none\"" + config)).contains("could not find symbol");
            assertThat(client.refused("Eval", "{\"Expr\":\"System.exit(1)\"" + config)).contains("only fields can be read");
            assertThat(client.call("ListPackageVars", "{\"Filter\":\"DelveTest.secret\"" + config).toString()).contains("of a stat");
        }
    }

    @Test
    void threadsAreThoseOfTheSystem() throws Exception {
        String[] tasks = new File("/proc/self/task").list();
        if (tasks == null) {
            return; // not Linux
        }
        try (Client client = halted()) {
            await(() -> {
                List<String> known = List.of(new File("/proc/self/task").list());
                List<String> told = list(client.call("ListThreads", "{}"), "Threads").stream().map(t -> t.get("id").toString()).toList();
                return known.stream().sorted().toList().equals(told.stream().sorted().toList()); // the JVM starts and ends some meanwhile
            });
        }
    }
}
