// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import io.go4j.diag.Place;
import io.go4j.diag.ProcessorInfo;
import java.util.List;
import java.util.Map;

/** What {@code top} has learnt of a process at one moment. */
record TopSample(
        long nanos, int goroutines, int gomaxprocs, Map<String, Double> metrics, List<ProcessorInfo> processors, List<Place> places) {

    static TopSample of(LocalPeer peer, int atMost) throws LookFailure {
        return peer.ask(b -> {
            List<ProcessorInfo> processors = b.getProcessors();
            long nanos = System.nanoTime(); // between the two that rates are made of
            Map<String, Double> metrics = b.getMetrics();
            return new TopSample(nanos, b.getGoroutines(), b.getGomaxprocs(), metrics, processors, b.places(atMost));
        });
    }

    /** A number; 0 if the process does not have it, as in portable mode. */
    double metric(String name) {
        return metrics.getOrDefault(name, 0.0);
    }
}
