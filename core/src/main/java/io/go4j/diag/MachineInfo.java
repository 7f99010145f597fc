// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.Map;

/**
 * One machine: a thread that runs goroutines, as it was at one instant.
 *
 * @param id the number of the machine
 * @param processor the number of the processor that it holds, -1 if none
 * @param goroutine the id of the goroutine on it, 0 if none
 * @param threadId the id of that goroutine's virtual thread, 0 if none
 * @param labels that goroutine's profiler labels
 */
public record MachineInfo(int id, int processor, long goroutine, long threadId, Map<String, String> labels) {
    /** Makes a record that nobody can change. */
    public MachineInfo {
        labels = Map.copyOf(labels);
    }
}
