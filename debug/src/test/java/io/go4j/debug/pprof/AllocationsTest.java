// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AllocationsTest {
    private static final List<StackTraceElement> HERE = List.of(new StackTraceElement("A", "here", "A.java", 1));

    private final Allocations allocations = new Allocations();

    private List<Long> only() {
        return allocations.samples().getFirst().values();
    }

    @Test
    void objectsAreBytesByTheMeanSize() {
        allocations.learn("T", 10, 1000);
        allocations.add(HERE, "T", 5000);
        assertThat(only()).containsExactly(50L, 5000L, 0L, 0L);
        assertThat(only()).as("nothing is counted twice").containsExactly(50L, 5000L, 0L, 0L);
    }

    @Test
    void aMeanThatGrowsTakesNothingBack() {
        allocations.learn("T", 10, 1000);
        allocations.add(HERE, "T", 5000);
        assertThat(only()).containsExactly(50L, 5000L, 0L, 0L);
        allocations.learn("T", 1, 1_000_000);
        assertThat(only()).containsExactly(50L, 5000L, 0L, 0L);
        allocations.add(HERE, "T", 5000);
        assertThat(only()).as("a sample is one object at least").containsExactly(51L, 10_000L, 0L, 0L);
    }

    @Test
    void withoutAMeanEachSampleIsAnObject() {
        allocations.add(HERE, "T", 5000);
        allocations.add(HERE, "T", 5000);
        assertThat(only()).containsExactly(2L, 10_000L, 0L, 0L);
        allocations.learn("T", 1, 100);
        assertThat(only()).containsExactly(2L, 10_000L, 0L, 0L);
        allocations.learn("T", 0, 0);
        allocations.add(HERE, "T", 1000);
        assertThat(only()).as("the last mean that was known").containsExactly(12L, 11_000L, 0L, 0L);
    }

    @Test
    void smallShareOfAnObjectIsNotLost() {
        allocations.learn("T", 1, 1000);
        allocations.add(HERE, "T", 1500);
        assertThat(only()).containsExactly(1L, 1500L, 0L, 0L);
        allocations.add(HERE, "T", 1500);
        assertThat(only()).containsExactly(3L, 3000L, 0L, 0L);
    }

    @Test
    void sizesAreWantedOncePerClass() {
        assertThat(allocations.wantsSizes()).isFalse();
        allocations.add(HERE, "T", 1);
        assertThat(allocations.wantsSizes()).isTrue();
        assertThat(allocations.wantsSizes()).as("that was in vain").isFalse();
        allocations.add(HERE, "U", 1);
        allocations.learn("U", 1, 16);
        assertThat(allocations.wantsSizes()).isFalse();
    }

    @Test
    void noNumberEverGoesDown() {
        var random = new Random(1);
        List<Long> before = List.of(0L, 0L, 0L, 0L);
        for (int i = 0; i < 10_000; i++) {
            switch (random.nextInt(3)) {
                case 0 -> allocations.add(HERE, "T", random.nextLong(-10, 1L << random.nextInt(40)));
                case 1 -> allocations.learn("T", random.nextLong(0, 1000), random.nextLong(0, 1L << random.nextInt(40)));
                default -> {
                    List<Long> now = allocations.samples().isEmpty() ? before : only();
                    for (int k = 0; k < 4; k++) {
                        assertThat(now.get(k)).isGreaterThanOrEqualTo(before.get(k));
                    }
                    before = now;
                }
            }
        }
        assertThat(before.get(0)).isPositive();
    }

    @Test
    void whatIsTooMuchIsAddedUpInOnePlace() {
        long all = 0;
        for (int i = 0; i < 60_000; i++) {
            allocations.add(List.of(new StackTraceElement("A", "m" + i, "A.java", i)), "T", 7);
            all += 7;
        }
        var samples = allocations.samples();
        assertThat(samples).hasSizeLessThan(50_010);
        assertThat(samples.stream().mapToLong(s -> s.value(1)).sum()).isEqualTo(all);
    }
}
