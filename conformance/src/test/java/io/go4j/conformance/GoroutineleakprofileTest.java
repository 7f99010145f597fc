// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.conformance.leakprofile.LeakCase;
import io.go4j.conformance.leakprofile.LeakProgs;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Go's leak programs leak is found, and nothing else. Go starts each of them several times in a process of its own, and looks once;
 * here those of a group run in one JVM at the same time, and are looked at again and again until all is as expected: {@link LeakProgs}.
 * (Go: src/runtime/goroutineleakprofile_test.go.)
 */
@Tag("full-only") // in portable mode leaks are not found
class GoroutineleakprofileTest {
    private static final int STRESS = Math.max(1, Integer.getInteger("go4j.stress", 1));

    /** The collectors that can tell. */
    private static final List<String> COLLECTORS = List.of("-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC");

    /** What runs in one JVM. */
    private enum Group {
        /** What leaks without fail, on one processor as in Go. */
        CERTAIN(1),
        /** What has goroutines that could go on, and what looks for leaks itself. */
        GOING_ON(0),
        COCKROACH(0),
        ETCD_TO_ISTIO(0),
        KUBERNETES(0),
        MOBY_TO_SYNCTHING(0);

        /** How many there are to be; 0: as many as usual. */
        final int processors;

        Group(int processors) {
            this.processors = processors;
        }

        static Group of(LeakCase c) {
            if (c.isCertain() && !c.name().equals("SpawnGC")) {
                return CERTAIN;
            }
            return switch (c.name().replaceAll("\\d", "")) {
                case "Cockroach" -> COCKROACH;
                case "Etcd", "Grpc", "Hugo", "Istio" -> ETCD_TO_ISTIO;
                case "Kubernetes" -> KUBERNETES;
                case "Moby", "Serving", "Syncthing" -> MOBY_TO_SYNCTHING;
                default -> GOING_ON;
            };
        }
    }

    /** A group runs when the first of it is asked for; one outcome for each round. */
    private static final Map<Group, List<Program>> OUTCOMES = new EnumMap<>(Group.class);

    /** The collectors take turns. */
    private static Program run(Group group, int round) {
        String[] args = Stream.concat(
                        Stream.of(Integer.toString(group.processors)),
                        LeakProgs.all().stream().filter(c -> Group.of(c) == group).map(LeakCase::name))
                .toArray(String[]::new);
        String collector = COLLECTORS.get((group.ordinal() + round) % COLLECTORS.size());
        return Program.run(List.of("-XX:-UseSerialGC", collector), LeakProgs.class, args);
    }

    private static void verify(String name) {
        Group group = LeakProgs.all().stream().filter(c -> c.name().equals(name)).map(Group::of).findFirst().orElseThrow();
        for (int round = 0; round < STRESS; round++) {
            List<Program> all = OUTCOMES.computeIfAbsent(group, g -> new ArrayList<>());
            if (round == all.size()) {
                all.add(run(group, round));
            }
            verify(name, all.get(round));
        }
    }

    private static void verify(String name, Program p) {
        assertThat(p.stderr()).isEmpty();
        assertThat(p.status()).isZero();
        assertThat(p.stdout().lines().filter(l -> l.startsWith("strange: "))).isEmpty();
        assertThat(p.stdout().lines().filter(l -> l.startsWith(name + ": "))).singleElement().asString().startsWith(name + ": ok;");
    }

    static Stream<String> programs() {
        return LeakProgs.ofGo().stream().map(LeakCase::name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void TestGoroutineLeakProfile(String name) {
        verify(name);
    }

    /** The first goroutine of a JVM that waits is found as any other: nothing that was made on its thread keeps it. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"ChanRecv", "Select", "Cond", "Mixed"})
    void alone(String name) {
        verify(name, Program.run(List.of(), LeakProgs.class, "1", name));
    }

    static Stream<String> frames() {
        return LeakProgs.frames().stream().map(LeakCase::name);
    }

    /** What a frame held and no longer holds is found, though the frame stays. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void frame(String name) {
        verify(name);
    }
}
