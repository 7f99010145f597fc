// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.diag.Metric;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void eachTimeFallsBetweenTheBoundsOfItsBucket() {
        for (long nanos = 1; nanos < 1L << 50; nanos += 1 + nanos / 7) {
            P p = new P();
            p.latencies.record(nanos);
            Metric.Histogram h = Latencies.sum("/x:seconds", new P[] {p});
            assertThat(h.total()).isEqualTo(1);
            assertThat(h.bounds()).hasSize(h.counts().size() + 1).isSorted();
            int i = Latencies.bucket(nanos);
            assertThat(h.counts().get(i)).isEqualTo(1);
            assertThat(nanos / 1e9).as("%d ns", nanos).isBetween(h.bounds().get(i), h.bounds().get(i + 1));
        }
    }

    @Test
    void theQuantileIsTheUpperBoundOfItsBucket() {
        P p = new P();
        for (int i = 0; i < 99; i++) {
            p.latencies.record(1000);
        }
        p.latencies.record(1_000_000);
        Metric.Histogram h = Latencies.sum("/x:seconds", new P[] {new P(), p});
        assertThat(h.quantile(0.5)).isBetween(1e-6, 1.3e-6);
        assertThat(h.quantile(0.99)).isBetween(1e-6, 1.3e-6);
        assertThat(h.quantile(1)).isBetween(1e-3, 1.3e-3);
    }
}
