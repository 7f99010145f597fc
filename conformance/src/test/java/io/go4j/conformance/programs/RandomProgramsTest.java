// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.GoRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few random programs in each build, always the same ones, in the mode of this JVM; {@code stress/programs} runs thousands. */
class RandomProgramsTest {
    private static final boolean FULL = GoRuntime.isFullMode();
    private static final int FIRST = 1;
    private static final int COUNT = 30;

    /** What somebody wakes who is no goroutine is no deadlock; what nobody can wake is reported; and all sums are right. */
    @Test
    void endAsTheyMust(@TempDir Path directory) throws Exception {
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> wrong = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(4)) {
            List<Future<Trial.Result>> results = new ArrayList<>();
            for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
                Plan plan = Plan.of(seed, FULL);
                List<String> arguments = List.of(String.valueOf(seed));
                results.add(pool.submit(() -> Trial.run(plan, arguments, classPath, List.of(), directory)));
            }
            for (var r : results) {
                if (!r.get().verdict().good) {
                    wrong.add(r.get().verdict() + ": " + r.get().plan() + r.get().why());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** The same seed is the same program in the JVM that judges and in the one that runs it. */
    @Test
    void seedIsTheProgram() {
        assertThat(LongStream.range(0, 500)).allSatisfy(seed -> {
            Plan plan = Plan.of(seed, FULL);
            assertThat(plan.toString()).isEqualTo(Plan.of(seed, FULL).toString());
            assertThat(plan.expectedLines()).isEqualTo(Plan.of(seed, FULL).expectedLines());
        });
    }

    /** Every part outside and every end comes up often enough among a thousand programs. */
    @Test
    void eachKindComesUp() {
        Map<String, Integer> times = new TreeMap<>();
        for (long seed = 0; seed < 1000; seed++) {
            Plan plan = Plan.of(seed, FULL);
            plan.outside().forEach(name -> times.merge(name, 1, Integer::sum));
            times.merge(plan.ending().how().name() + (plan.mayStaySilent() ? " or silent" : ""), 1, Integer::sum);
        }
        assertThat(times.keySet()).containsAll(Parts.outside(FULL).keySet()).hasSize(Parts.outside(FULL).size() + 6);
        assertThat(times.values()).allMatch(n -> n >= 5);
    }
}
