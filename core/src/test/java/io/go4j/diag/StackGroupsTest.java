// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups and filters over the text of dumps; over live goroutines they are tested where the bean is. */
class StackGroupsTest {
    private static final String STACK = "app.Main.work(...)\n\tapp/Main.java:7\n";

    @Test
    void equalStacksAreShownOnceTheLargestGroupFirst() {
        var groups = new StackGroups();
        groups.add(1, "running", "app.Main.main(...)\n\tapp/Main.java:3\n");
        for (long id = 2; id < 9; id++) {
            groups.add(id, "chan receive", STACK + "created by app.Main.main in goroutine " + id + "\n\tapp/Main.java:4\n");
        }
        assertThat(groups).hasToString("""
                8 goroutines, 2 different stacks

                7 goroutines [chan receive]: 2 3 4 5 6 ...
                app.Main.work(...)
                \tapp/Main.java:7
                created by app.Main.main
                \tapp/Main.java:4

                1 goroutine [running]: 1
                app.Main.main(...)
                \tapp/Main.java:3
                """);
    }

    @Test
    void whatDiffersInStateOrStackIsApart() {
        var groups = new StackGroups();
        groups.add(1, "select", STACK);
        groups.add(2, "chan send", STACK);
        groups.add(3, "chan send", "");
        assertThat(groups.toString()).startsWith("3 goroutines, 3 different stacks\n");
        assertThat(new StackGroups()).hasToString("0 goroutines, 0 different stacks\n");
    }

    @ParameterizedTest
    @CsvSource({
        "state=waiting, true",
        "state=WAITING, true",
        "state=running, false",
        "reason=chan, true",
        "reason=Chan Receive, true",
        "reason=select, false",
        "function=Main.work, true",
        "function=Main.java, false", // a file is no function
        "function=spawner, true",
        "function=other, false"
    })
    void filtersOfTextLookAtStateReasonAndFunctions(String condition, boolean wanted) {
        var filter = GoroutineFilter.of(List.of(condition));
        String stack = STACK + "created by app.Main.spawner in goroutine 1\n\tapp/Main.java:4\n";
        assertThat(filter.test("chan receive, 5 minutes", stack)).isEqualTo(wanted);
    }

    @Test
    void allConditionsMustHold() {
        var filter = GoroutineFilter.of(List.of("state=waiting", "function=work"));
        assertThat(filter.test("select", STACK)).isTrue();
        assertThat(filter.test("running", STACK)).isFalse();
        assertThat(GoroutineFilter.of(List.of()).test("running", "")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"colour=red", "state", "state=asleep", "", "=x", "waiting=", "waiting=soon", "age=5"})
    void badConditionsAreNamed(String condition) {
        assertThatThrownBy(() -> GoroutineFilter.of(List.of(condition)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("diag: no ");
    }

    @Test
    void textHasNoLabels() {
        var filter = GoroutineFilter.of(List.of("label=job"));
        assertThatThrownBy(() -> filter.test("select", STACK)).hasMessage("diag: the text of a dump has no labels to filter by");
    }

    @Test
    void recordsAreFilteredByNameAndLabel() {
        var with = info("worker-7", Map.of("job", "ingest"));
        var without = info(null, Map.of());
        for (String condition : List.of("name=work", "label=job", "label=job=ingest")) {
            assertThat(GoroutineFilter.of(List.of(condition)).test(with)).as(condition).isTrue();
            assertThat(GoroutineFilter.of(List.of(condition)).test(without)).as(condition).isFalse();
        }
        assertThat(GoroutineFilter.of(List.of("label=job=other")).test(with)).isFalse();
        var groups = new StackGroups();
        groups.add(with);
        groups.add(without);
        assertThat(groups.toString())
                .startsWith("2 goroutines, 2 different stacks")
                .contains("[chan receive]: 5\n# name: worker-7\n# labels: {job=ingest}\napp.Main.work(...)\n");
    }

    @Test
    void namesDoNotSetEqualStacksApart() {
        var groups = new StackGroups();
        for (int i = 8; i > 0; i--) {
            groups.add(info("worker-" + i, Map.of()));
        }
        assertThat(groups.toString())
                .startsWith("8 goroutines, 1 stack\n")
                .contains("# name: worker-1, worker-2, worker-3, worker-4, worker-5, ...\n");
    }

    @Test
    void placesAreCountedByStateAndLine() {
        var places = new Place.Count();
        for (int i = 0; i < 3; i++) {
            places.add(info(null, Map.of()), 10);
        }
        assertThat(places.mostFirst()).containsExactly(new Place("chan receive", "app.Main.work", "Main.java:7", 30, 5, -1, 0));
        places.add(info(null, Map.of(), Duration.ofSeconds(3)), 0); // stands for nobody else
        assertThat(places.mostFirst()).containsExactly(new Place("chan receive", "app.Main.work", "Main.java:7", 30, 5, 3000, 5));
        var one = new Place.Count();
        one.add(info(null, Map.of(), Duration.ofSeconds(3)), 0);
        assertThat(one.mostFirst().getFirst().goroutines()).isEqualTo(1);
    }

    @Test
    void waitsDoNotSetEqualStacksApart() {
        var groups = new StackGroups();
        for (int seconds : List.of(7, 312, 40)) {
            groups.add(info(null, Map.of(), Duration.ofSeconds(seconds)));
        }
        assertThat(groups.toString())
                .startsWith("3 goroutines, 1 stack\n")
                .contains("\n# waiting: 7s to 5m12s\napp.Main.work(...)\n");
    }

    @ParameterizedTest
    @CsvSource({
        "waiting=10s, true", "waiting=10.5s, false", "waiting=500ms, true", "waiting=1m, false", "age=1h30m, true", "age=1h31m, false"
    })
    void timesAreAtLeast(String condition, boolean wanted) {
        assertThat(GoroutineFilter.of(List.of(condition)).test(info(null, Map.of(), Duration.ofSeconds(10)))).isEqualTo(wanted);
        assertThat(GoroutineFilter.of(List.of(condition)).asksForTimes()).isTrue();
    }

    @Test
    void aTimeThatIsNotKnownIsNotLongEnough() {
        assertThat(GoroutineFilter.of(List.of("waiting=0s")).test(info(null, Map.of()))).isFalse();
        assertThat(GoroutineFilter.of(List.of("name=a")).asksForTimes()).isFalse();
    }

    @Test
    void textHasWholeMinutes() {
        assertThat(GoroutineFilter.of(List.of("waiting=5m")).test("chan receive, 5 minutes, locked to thread", STACK)).isTrue();
        assertThat(GoroutineFilter.of(List.of("waiting=6m")).test("chan receive, 5 minutes", STACK)).isFalse();
        assertThat(GoroutineFilter.of(List.of("waiting=1m")).test("chan receive", STACK)).isFalse();
        var seconds = GoroutineFilter.of(List.of("waiting=10s"));
        assertThatThrownBy(() -> seconds.test("chan receive", STACK)).hasMessageContaining("whole minutes; ask for 1m or more");
    }

    @ParameterizedTest
    @CsvSource({"0ms, 0", "300ms, 300", "1.5s, 1500", "1m30s, 90000", "1h, 3600000", "2d, 172800000"})
    void timesAreReadAsGoWritesThem(String text, long millis) {
        assertThat(Times.parse(text)).hasMillis(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1 s", "1x", "1s1", "PT1S"})
    void whatIsNoTime(String text) {
        assertThat(Times.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"999, 999ms", "59999, 59s", "312000, 5m12s", "3660000, 1h1m", "90000000, 1d1h"})
    void timesArePrintedInTheirTwoLargestUnits(long millis, String text) {
        assertThat(Times.print(Duration.ofMillis(millis))).isEqualTo(text);
    }

    private static GoroutineInfo info(@Nullable String name, Map<String, String> labels) {
        return info(name, labels, null);
    }

    private static GoroutineInfo info(@Nullable String name, Map<String, String> labels, @Nullable Duration waited) {
        var frames = List.of(new StackTraceElement("app.Main", "work", "Main.java", 7));
        var waits = GoroutineStatus.WAITING;
        Duration age = Duration.ofMinutes(90);
        return new GoroutineInfo(
                5, name, waits, WaitReason.CHAN_RECEIVE, labels, frames, null, 0, 0, false, false, false, false, age, waited);
    }
}
