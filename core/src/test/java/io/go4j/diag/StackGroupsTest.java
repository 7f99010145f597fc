// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    @ValueSource(strings = {"colour=red", "state", "state=asleep", "", "=x"})
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
        assertThat(places.mostFirst()).containsExactly(new Place("chan receive", "app.Main.work", "Main.java:7", 30, 5));
    }

    private static GoroutineInfo info(@Nullable String name, Map<String, String> labels) {
        var frames = List.of(new StackTraceElement("app.Main", "work", "Main.java", 7));
        var waits = GoroutineStatus.WAITING;
        return new GoroutineInfo(5, name, waits, WaitReason.CHAN_RECEIVE, labels, frames, null, 0, 0, false, false, false, false);
    }
}
