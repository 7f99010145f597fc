// SPDX-License-Identifier: Apache-2.0
package io.go4j.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoInterruptedException;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.sync.WaitGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.Configuration;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrEventsTest {
    private static final String START = "go4j.GoroutineStart";
    private static final String END = "go4j.GoroutineEnd";
    private static final String PARK = "go4j.GoroutinePark";
    private static final String HANDOFF = "go4j.Handoff";
    private static final String HOG = "go4j.Hog";

    @TempDir
    Path dir;

    private List<RecordedEvent> finish(Recording r) throws IOException {
        r.stop();
        Path file = dir.resolve("test.jfr");
        r.dump(file);
        r.close();
        return RecordingFile.readAllEvents(file);
    }

    private static List<RecordedEvent> of(List<RecordedEvent> all, String name, long goroutine) {
        return all.stream()
                .filter(e -> e.getEventType().getName().equals(name) && e.getLong("goroutine") == goroutine)
                .toList();
    }

    private static RecordedEvent only(List<RecordedEvent> all, String name, long goroutine) {
        List<RecordedEvent> found = of(all, name, goroutine);
        assertThat(found).as(name + " of goroutine " + goroutine).hasSize(1);
        return found.getFirst();
    }

    private static void awaitEnd(Goroutine g) {
        InGoroutine.await(() -> g.status() == GoroutineStatus.DEAD);
    }

    private static String method(String name) {
        return JfrEventsTest.class.getName() + "." + name + "(JfrEventsTest.java:";
    }

    private static final class Body implements GoBody {
        @Override
        public void run() {}
    }

    @Test
    void startAndEndOfAGoroutine() throws Exception {
        Recording r = new Recording();
        r.enable(START);
        r.enable(END);
        r.start();
        Chan<Goroutine> children = Chan.make(1);
        Goroutine parent = Go4j.go("parent", () -> children.send(Go4j.go(new Body())));
        Goroutine child = children.receive();
        awaitEnd(parent);
        awaitEnd(child);
        List<RecordedEvent> all = finish(r);

        for (String name : List.of(START, END)) {
            RecordedEvent p = only(all, name, parent.id());
            assertThat(p.getString("goroutineName")).isEqualTo("parent");
            assertThat(p.getLong("parent")).isZero();
            assertThat(p.getString("function")).isEqualTo(JfrEventsTest.class.getName() + "$$Lambda");
            assertThat(p.getString("creationSite")).startsWith(method("startAndEndOfAGoroutine"));
            assertThat(p.getThread().isVirtual()).isTrue();
            assertThat(p.getThread().getJavaName()).isEqualTo("parent");
            assertThat(p.getStackTrace()).isNull();

            RecordedEvent c = only(all, name, child.id());
            assertThat(c.getString("goroutineName")).isNull();
            assertThat(c.getLong("parent")).isEqualTo(parent.id());
            assertThat(c.getString("function")).isEqualTo(Body.class.getName() + ".run");
            assertThat(c.getString("creationSite")).startsWith(JfrEventsTest.class.getName() + ".lambda$startAndEndOfAGoroutine$");
        }
        RecordedEvent start = only(all, START, parent.id());
        RecordedEvent end = only(all, END, parent.id());
        assertThat(end.getBoolean("startSeen")).isTrue();
        assertThat(end.getDuration()).isPositive();
        assertThat(end.getStartTime()).isAfterOrEqualTo(start.getStartTime());
    }

    @Test
    void anEndWithoutABeginning() throws Exception {
        Chan<Integer> go = Chan.make();
        Goroutine old = Go4j.go("old", go::receive);
        InGoroutine.awaitWaiting(old);
        Recording r = new Recording();
        r.start();
        r.enable(START); // while it runs
        r.enable(END);
        r.enable(PARK).withoutThreshold();
        go.send(1);
        awaitEnd(old);
        List<RecordedEvent> all = finish(r);

        assertThat(of(all, START, old.id())).isEmpty();
        assertThat(of(all, PARK, old.id())).as("a wait that began before").isEmpty();
        RecordedEvent end = only(all, END, old.id());
        assertThat(end.getBoolean("startSeen")).isFalse();
        assertThat(end.getDuration()).isZero();
        assertThat(end.getString("function")).isNull();
        assertThat(end.getString("goroutineName")).isEqualTo("old");
        assertThat(end.getString("creationSite")).startsWith(method("anEndWithoutABeginning"));
    }

    @Test
    void aThresholdChoosesGoroutinesThatLiveLong() throws Exception {
        Recording r = new Recording();
        r.enable(END).withThreshold(Duration.ofHours(1));
        r.start();
        Goroutine g = Go4j.go(() -> {});
        awaitEnd(g);
        assertThat(of(finish(r), END, g.id())).isEmpty();
    }

    private static void waitsHere(Chan<Integer> ch) {
        ch.receive();
    }

    @Test
    void aWait() throws Exception {
        Recording r = new Recording();
        r.enable(PARK).withoutThreshold();
        r.start();
        Chan<Integer> ch = Chan.make();
        Goroutine g = Go4j.go("waiter", () -> waitsHere(ch));
        InGoroutine.awaitWaiting(g);
        long since = System.nanoTime();
        InGoroutine.await(() -> System.nanoTime() - since >= 2_000_000);
        ch.send(1);
        awaitEnd(g);
        RecordedEvent park = only(finish(r), PARK, g.id());

        assertThat(park.getString("reason")).isEqualTo("chan receive");
        assertThat(park.getString("goroutineName")).isEqualTo("waiter");
        assertThat(park.getDuration()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(InGoroutine.SOON_SECONDS));
        assertThat(park.getThread().isVirtual()).isTrue();
        assertThat(park.getStackTrace().getFrames())
                .extracting(RecordedFrame::getMethod)
                .anySatisfy(m -> {
                    assertThat(m.getType().getName()).isEqualTo(JfrEventsTest.class.getName());
                    assertThat(m.getName()).isEqualTo("waitsHere");
                });
    }

    @Test
    void reasonsAreThoseOfDumps() throws Exception {
        Recording r = new Recording();
        r.enable(PARK).withThreshold(Duration.ofMillis(5));
        r.start();
        AtomicLong id = new AtomicLong();
        Chan<Integer> ch = Chan.make();
        InGoroutine.run(() -> {
            id.set(GoRuntime.goroutines().getFirst().id());
            Go4j.sleep(Duration.ofMillis(20)); // the recorder has a clock of its own
            Go4j.select(ch.receiving(), Go4j.after(Duration.ofMillis(20)).receiving());
            Go4j.sleep(Duration.ofNanos(1));
        });
        List<String> reasons = of(finish(r), PARK, id.get()).stream()
                .map(e -> e.getString("reason"))
                .toList();
        assertThat(reasons).contains("sleep", "select");
    }

    @Test
    void anInterruptOrADeadlineEndsAWaitToo() throws Exception {
        Recording r = new Recording();
        r.enable(PARK).withoutThreshold();
        r.start();
        AtomicLong id = new AtomicLong();
        Chan<Integer> ch = Chan.make();
        InGoroutine.run(() -> {
            id.set(GoRuntime.goroutines().getFirst().id());
            assertThat(ch.trySend(1, Duration.ofNanos(1))).isFalse();
            Thread me = Thread.currentThread();
            Thread other = new Thread(() -> {
                InGoroutine.await(() -> GoRuntime.goroutines().stream()
                        .anyMatch(g -> g.id() == id.get() && g.status() == GoroutineStatus.WAITING));
                me.interrupt();
            });
            other.start();
            assertThatThrownBy(ch::receive).isInstanceOf(GoInterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
        });
        assertThat(of(finish(r), PARK, id.get())).extracting(e -> e.getString("reason")).contains("chan send", "chan receive");
    }

    @Test
    void ordinaryThreadsAreNotRecorded() throws Exception {
        Recording r = new Recording();
        r.enable(PARK).withoutThreshold();
        r.start();
        Chan<Integer> ch = Chan.make();
        Goroutine g = Go4j.go(() -> ch.send(1));
        InGoroutine.awaitWaiting(g);
        ch.receive();
        Go4j.sleep(Duration.ofNanos(1)); // not on a goroutine
        awaitEnd(g);
        assertThat(finish(r)).filteredOn(e -> e.getEventType().getName().equals(PARK)).noneMatch(e -> e.getLong("goroutine") == 0);
    }

    @Test
    @Tag("full-only") // the JDK's scheduler has no processors
    void handoffOfAnAnnouncedCall() throws Exception {
        int before = GoRuntime.gomaxprocs(1);
        Recording r = new Recording();
        r.enable(HANDOFF);
        r.start();
        AtomicLong id = new AtomicLong();
        List<RecordedEvent> all;
        try {
            InGoroutine.run(() -> {
                id.set(GoRuntime.goroutines().getFirst().id());
                CountDownLatch ran = new CountDownLatch(1);
                Go4j.go(ran::countDown); // has to wait for the only processor
                boolean did = GoRuntime.blocking(() -> {
                    while (ran.getCount() > 0) { // blocks its thread, as native code would
                        Thread.onSpinWait();
                    }
                    return true;
                });
                assertThat(did).isTrue();
            });
        } finally {
            all = finish(r);
            GoRuntime.gomaxprocs(before);
        }
        RecordedEvent handoff = only(all, HANDOFF, id.get());
        assertThat(handoff.getString("cause")).isEqualTo("announced blocking call");
        assertThat(handoff.getInt("processor")).isZero();
        RecordedThread machine = handoff.getValue("machineThread");
        assertThat(machine.getJavaName()).isEqualTo("go4j-m" + handoff.getInt("machine"));
        assertThat(machine.getOSThreadId()).isPositive();
        assertThat(handoff.getStackTrace()).isNull();
    }

    private static void computesHere(AtomicBoolean stop) {
        while (!stop.get()) {
            Thread.onSpinWait();
        }
    }

    private static boolean isHog(Goroutine g) {
        return GoRuntime.goroutines().stream().filter(i -> i.id() == g.id()).anyMatch(GoroutineInfo::hog);
    }

    @Test
    @Tag("full-only") // nobody looks for hogs on the JDK's scheduler
    void aHogAndItsHandoff() throws Exception {
        int before = GoRuntime.gomaxprocs(1);
        Recording r = new Recording();
        r.enable(HANDOFF);
        r.enable(HOG);
        r.start();
        AtomicBoolean stop = new AtomicBoolean();
        List<RecordedEvent> all;
        CountDownLatch computes = new CountDownLatch(1);
        Goroutine hog = Go4j.go("hog", () -> {
            computes.countDown();
            computesHere(stop);
        });
        try {
            computes.await(); // before anybody is queued, or its thread may be handed off while the kernel still holds it
            InGoroutine.run(() -> InGoroutine.await(() -> isHog(hog))); // is queued behind it
        } finally {
            stop.set(true);
            all = finish(r);
            GoRuntime.gomaxprocs(before);
        }
        RecordedEvent event = of(all, HOG, hog.id()).getFirst();
        assertThat(event.getString("goroutineName")).isEqualTo("hog");
        assertThat(event.getString("place")).contains("JfrEventsTest");
        assertThat(event.getDuration("computed")).isPositive();
        assertThat(event.<RecordedThread>getValue("machineThread").getJavaName()).isEqualTo("go4j-m" + event.getInt("machine"));
        assertThat(of(all, HANDOFF, hog.id())).extracting(e -> e.getString("cause")).contains("computes");
    }

    @Test
    void allAreOffByDefault() throws Exception {
        for (String settings : List.of("default", "profile")) {
            Recording r = new Recording(Configuration.getConfiguration(settings));
            r.start();
            Chan<Integer> ch = Chan.make();
            Goroutine g = Go4j.go(ch::receive);
            InGoroutine.awaitWaiting(g);
            Goroutine sleeper = Go4j.go(() -> Go4j.sleep(Duration.ofMillis(40)));
            awaitEnd(sleeper);
            ch.send(1);
            awaitEnd(g);
            assertThat(finish(r)).noneMatch(e -> e.getEventType().getName().startsWith("go4j."));
        }
        List<EventType> ours = FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .filter(t -> t.getName().startsWith("go4j."))
                .toList();
        assertThat(ours).extracting(EventType::getName).containsExactlyInAnyOrder(START, END, PARK, HANDOFF, HOG);
        for (EventType t : ours) {
            assertThat(t.isEnabled()).as(t.getName()).isFalse();
            assertThat(t.getSettingDescriptors())
                    .filteredOn(s -> s.getName().equals("enabled"))
                    .allMatch(s -> s.getDefaultValue().equals("false"));
            assertThat(t.getLabel()).isNotBlank();
            assertThat(t.getDescription()).isNotBlank();
            assertThat(t.getCategoryNames().getFirst()).isEqualTo("go4j");
        }
        assertThat(ours).filteredOn(t -> t.getName().equals(PARK))
                .flatExtracting(EventType::getSettingDescriptors)
                .anyMatch(s -> s.getName().equals("threshold") && s.getDefaultValue().equals("20 ms"));
    }

    @Test
    void aSettingsFileEnablesThem() throws Exception {
        Configuration jfc = Configuration.create(new StringReader("""
                <?xml version="1.0" encoding="UTF-8"?>
                <configuration version="2.0">
                  <event name="go4j.GoroutineStart"><setting name="enabled">true</setting></event>
                </configuration>
                """));
        Recording r = new Recording(jfc);
        r.start();
        Goroutine g = Go4j.go(() -> {});
        awaitEnd(g);
        List<RecordedEvent> all = finish(r);
        assertThat(only(all, START, g.id()).getLong("goroutine")).isEqualTo(g.id());
        assertThat(of(all, END, g.id())).isEmpty();
    }

    @Test
    void asLongAsOneOfTheRecordingsRuns() throws Exception {
        Recording first = new Recording();
        first.enable(START);
        Recording second = new Recording();
        second.enable(START);
        first.start();
        second.start();
        first.close();
        Goroutine g = Go4j.go(() -> {});
        awaitEnd(g);
        only(finish(second), START, g.id());
    }

    /** A recorder that blocked a goroutine inside the scheduler, or while it holds a lock of the runtime, would hang this. */
    @Test
    void manyGoroutinesWithAllEventsOn() throws Exception {
        int rounds = 10;
        int atOnce = 20_000 * Integer.getInteger("go4j.stress", 1);
        Recording r = new Recording();
        for (String name : List.of(START, END, PARK, HANDOFF, HOG)) {
            r.enable(name).withoutThreshold();
        }
        r.start();
        AtomicLong ended = new AtomicLong();
        InGoroutine.run(() -> {
            Chan<Integer> ch = Chan.make();
            for (int round = 0; round < rounds; round++) {
                WaitGroup group = new WaitGroup();
                group.add(atOnce);
                for (int i = 0; i < atOnce; i++) {
                    boolean sends = i % 2 == 0;
                    Go4j.go(i % 100 == 0 ? "named-" + i : "", () -> {
                        if (sends) {
                            ch.send(1);
                        } else {
                            ch.receive();
                        }
                        ended.incrementAndGet();
                        group.done();
                    });
                }
                group.await();
                if (round == rounds / 2) { // a change of chunks while goroutines come and go
                    try (Recording other = new Recording()) {
                        other.enable(START);
                        other.start();
                    }
                }
            }
        });
        assertThat(ended).hasValue((long) rounds * atOnce);
        InGoroutine.await(() -> GoRuntime.numGoroutine() == 0);
        List<RecordedEvent> all = finish(r);
        assertThat(count(all, START)).isEqualTo(rounds * atOnce + 1L);
        assertThat(count(all, END)).isEqualTo(rounds * atOnce + 1L);
        assertThat(count(all, PARK)).isPositive();
    }

    private static long count(List<RecordedEvent> all, String name) {
        return all.stream().filter(e -> e.getEventType().getName().equals(name)).count();
    }

    // --- other processes ---

    /** The program of the tests below: a line on its standard input lets it go on. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            if (args.length > 0) {
                awaitEnd(Go4j.go("before", () -> {}));
                System.out.println("ready");
                System.in.read();
            }
            // far over the threshold: what is left when the wait begins counts
            Goroutine g = Go4j.go("child", () -> Go4j.sleep(Duration.ofSeconds(1)));
            awaitEnd(g);
            System.out.println("done");
            if (args.length > 0) {
                System.in.read();
            }
        }
    }

    private static Process child(List<String> options, String... args) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (GoRuntime.isFullMode()) {
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        } else {
            command.add("-Dgo4j.mode=portable");
        }
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static void assertChildIsIn(Path file) throws IOException {
        List<RecordedEvent> all = RecordingFile.readAllEvents(file);
        assertThat(all).filteredOn(e -> e.getEventType().getName().equals(START))
                .extracting(e -> e.getString("goroutineName"))
                .containsExactly("child");
        assertThat(all).filteredOn(e -> e.getEventType().getName().equals(PARK))
                .singleElement()
                .satisfies(e -> assertThat(e.getString("reason")).isEqualTo("sleep"))
                .satisfies(e -> assertThat(e.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(20)));
    }

    @Test
    void aJvmThatRecordsFromItsStart() throws Exception {
        Path file = dir.resolve("child.jfr");
        Process child = child(List.of("-XX:StartFlightRecording:settings=none,filename=" + file
                + ",+go4j.GoroutineStart#enabled=true,+go4j.GoroutinePark#enabled=true"));
        String said = new String(child.getInputStream().readAllBytes());
        assertThat(child.waitFor(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).as(said).isZero();
        assertThat(said).contains("done");
        assertChildIsIn(file);
    }

    @Test
    void aJvmThatIsToldToRecordLater() throws Exception {
        Path file = dir.resolve("child.jfr");
        Process child = child(List.of(), "wait");
        try (var out = child.inputReader(); var in = child.outputWriter()) {
            awaitLine(out, "ready");
            jcmd(child, "JFR.start", "name=late", "settings=none", "+go4j.GoroutineStart#enabled=true", "+go4j.GoroutinePark#enabled=true");
            in.write('\n');
            in.flush();
            awaitLine(out, "done");
            jcmd(child, "JFR.dump", "name=late", "filename=" + file);
            in.write('\n');
        } finally {
            child.destroy();
        }
        assertChildIsIn(file);
    }

    private static void awaitLine(BufferedReader out, String wanted) throws IOException {
        String line = out.readLine();
        while (line != null && !line.equals(wanted)) {
            line = out.readLine();
        }
        assertThat(line).isEqualTo(wanted);
    }

    private static void jcmd(Process p, String... words) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(p.pid()));
        command.addAll(List.of(words));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes());
        assertThat(jcmd.waitFor()).as(said).isZero();
    }
}
