// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.pprof.Profile;
import io.go4j.pprof.ProfileData;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ProfilesTest {
    private static final int MANY = 20_000; // enough for more than one thread to add them up

    private static Profile profile(String name) {
        return Objects.requireNonNull(GoRuntime.lookup(name));
    }

    private static String text(String name, int debug) throws IOException {
        var out = new ByteArrayOutputStream();
        profile(name).writeTo(out, debug);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void waitsHere(RecvChan<Integer> ch) {
        ch.receive();
    }

    @Test
    void namesAreSortedAndUnknownOnesAreNull() {
        assertThat(GoRuntime.profiles()).extracting(Profile::name).containsSubsequence("block", "goroutine", "mutex", "threadcreate");
        assertThat(GoRuntime.lookup("nosuch")).isNull();
    }

    @Test
    void goroutinesAreGroupedByPlaceAndLabels() throws Exception {
        var stop = Chan.<Integer>make();
        var done = new WaitGroup();
        List<Goroutine> all = new ArrayList<>();
        InGoroutine.run(() -> GoRuntime.doWithLabels(Map.of("job", "ingest"), () -> {
            for (int i = 0; i < 7; i++) {
                all.add(done.go(() -> waitsHere(stop)));
            }
        }));
        for (int i = 0; i < MANY; i++) {
            all.add(done.go(() -> waitsHere(stop)));
        }
        all.forEach(InGoroutine::awaitWaiting);
        String text = text("goroutine", 1);
        assertThat(text).startsWith("goroutine profile: total ");
        assertThat(text).containsPattern("\n" + MANY + " @( 0x[0-9a-f]+)+\n#\t0x[0-9a-f]+\tio.go4j.ProfilesTest.waitsHere\\+0x[0-9a-f]+\t");
        String labelled = "\n7 @( 0x[0-9a-f]+)+\n# labels: \\{\"job\":\"ingest\"}\n#\t0x[0-9a-f]+\t";
        assertThat(text).containsPattern(labelled + "io.go4j.ProfilesTest.waitsHere");
        assertThat(text.indexOf("\n" + MANY + " @")).isLessThan(text.indexOf("\n7 @"));
        assertThat(text("goroutine", 2)).contains("[chan receive]:\nio.go4j.ProfilesTest.waitsHere(...)\n\tio/go4j/ProfilesTest.java:");
        stop.close();
        InGoroutine.run(done::await);
    }

    @Test
    void protoIsGzip() throws IOException {
        var out = new ByteArrayOutputStream();
        profile("goroutine").writeTo(out, 0);
        byte[] proto = new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes();
        assertThat(new String(proto, StandardCharsets.ISO_8859_1)).contains("goroutine", "count");
    }

    @Test
    void labelsAreInheritedAddedAndTakenBack() throws Exception {
        InGoroutine.run(() -> {
            var seen = Chan.<Map<String, String>>make();
            Goroutine[] me = new Goroutine[1];
            var got = Chan.<Integer>make();
            me[0] = go(() -> {
                got.receive();
                GoRuntime.doWithLabels(Map.of("a", "1", "b", "1"), () -> {
                    GoRuntime.doWithLabels(Map.of("b", "2"), () -> {
                        seen.send(me[0].labels());
                        Goroutine[] child = new Goroutine[1];
                        var started = Chan.<Integer>make();
                        child[0] = go(() -> {
                            started.receive();
                            seen.send(child[0].labels());
                        });
                        started.send(1);
                    });
                    got.receive();
                    seen.send(me[0].labels());
                });
                seen.send(me[0].labels());
            });
            got.send(1);
            assertThat(seen.receive()).isEqualTo(Map.of("a", "1", "b", "2"));
            assertThat(seen.receive()).isEqualTo(Map.of("a", "1", "b", "2"));
            got.send(1);
            assertThat(seen.receive()).isEqualTo(Map.of("a", "1", "b", "1"));
            assertThat(seen.receive()).isEmpty();
        });
    }

    private static void blocksHere(Chan<Integer> ch, Chan<Integer> other) {
        ch.receive();
        Go4j.select(ch.onReceive(v -> {}), other.onReceive(v -> {}));
    }

    @Test
    void blockProfileHasWaitsOnlyWhileItIsOn() throws Exception {
        assertThat(blocked("blocksHere")).isEmpty();
        pingPong();
        assertThat(blocked("blocksHere")).isEmpty();
        GoRuntime.setBlockProfileRate(1);
        try {
            pingPong();
        } finally {
            GoRuntime.setBlockProfileRate(0);
        }
        List<ProfileData.Sample> waits = blocked("blocksHere");
        assertThat(waits).extracting(s -> s.stack().getFirst().getClassName()).contains("io.go4j.Chan", "io.go4j.Select");
        assertThat(waits).allSatisfy(s -> {
            assertThat(s.value(0)).isPositive();
            assertThat(s.value(1)).isPositive();
        });
        assertThat(text("block", 1)).startsWith("--- contention:\ncycles/second=1000000000\n");
    }

    private static void pingPong() throws Exception {
        InGoroutine.run(() -> {
            var ch = Chan.<Integer>make();
            var other = Chan.<Integer>make();
            var ended = new WaitGroup();
            Goroutine g = ended.go(() -> blocksHere(ch, other));
            InGoroutine.awaitWaiting(g);
            ch.send(1);
            InGoroutine.await(() -> g.waitReason() == io.go4j.diag.WaitReason.SELECT);
            ch.send(2);
            ended.await();
        });
    }

    private static List<ProfileData.Sample> blocked(String method) throws IOException {
        return profile("block").data().samples().stream()
                .filter(s -> s.stack().stream().anyMatch(f -> f.getMethodName().equals(method)))
                .toList();
    }

    private static void unlocksHere(Mutex mutex) {
        mutex.unlock();
    }

    @Test
    void mutexProfileChargesWhoUnlocks() throws Exception {
        assertThat(GoRuntime.setMutexProfileFraction(-1)).isZero();
        assertThat(GoRuntime.setMutexProfileFraction(1)).isZero();
        try {
            InGoroutine.run(() -> {
                var mutex = new Mutex();
                mutex.lock();
                var ended = new WaitGroup();
                InGoroutine.awaitWaiting(ended.go(() -> {
                    mutex.lock();
                    mutex.unlock();
                }));
                unlocksHere(mutex);
                ended.await();
            });
            assertThat(text("mutex", 1)).startsWith("--- mutex:\ncycles/second=1000000000\nsampling period=1\n");
        } finally {
            assertThat(GoRuntime.setMutexProfileFraction(0)).isOne();
        }
        assertThat(profile("mutex").data().samples()).anySatisfy(s -> {
            assertThat(s.stack())
                    .extracting(StackTraceElement::getMethodName)
                    .startsWith("unlockSlow", "unlockChecked", "unlock", "unlocksHere");
            assertThat(s.value(0)).isOne();
            assertThat(s.value(1)).isPositive();
        });
    }
}
