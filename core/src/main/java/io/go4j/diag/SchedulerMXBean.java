// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.List;
import java.util.Map;

/**
 * The scheduler as JMX shows it, under {@code io.go4j:type=Scheduler}. (The JDK's own bean for virtual threads shows nothing of goroutines:
 * it looks at a scheduler that does not run them.) Registered by itself when a program has run for a second.
 */
public interface SchedulerMXBean {
    /** {@return how many goroutines can execute at once} */
    int getGomaxprocs();

    /**
     * Sets how many goroutines can execute at once.
     *
     * @param n the number of processors
     */
    void setGomaxprocs(int n);

    /** {@return the number of goroutines that have not ended} */
    int getGoroutines();

    /** {@return the number of threads that run goroutines, with the system monitor} */
    long getThreads();

    /** {@return how many goroutines are on a run queue} */
    long getRunnable();

    /** {@return how often a processor was handed off because its goroutine blocked or computed} */
    long getHandoffs();

    /** {@return the metrics that are one number, by name} */
    Map<String, Double> getMetrics();

    /** {@return the stacks of all goroutines, in the text of Go's dump} */
    String dump();

    /**
     * Returns the stacks of some goroutines.
     *
     * @param grouped whether equal stacks are shown once, with how many there are ({@link StackGroups}); else the text of Go's dump
     * @param filters which goroutines, see {@link GoroutineFilter#of}; none: all
     * @return the text
     */
    String stacks(boolean grouped, String[] filters);

    /**
     * Returns where how many goroutines are. Of many goroutines only every nth is looked at, and counts for n.
     *
     * @param atMost how many to look at
     * @return the places, that with the most goroutines first
     */
    List<Place> places(int atMost);

    /** {@return what each processor does; empty in portable mode} */
    List<ProcessorInfo> getProcessors();

    /** {@return the version of go4j} */
    String getVersion();

    /** {@return whether goroutines run on go4j's own scheduler} */
    boolean isFullMode();
}
