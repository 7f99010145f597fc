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

    /** {@return the stacks of all goroutines, in the text of Go's dump, and of the other virtual threads on the processors} */
    String dump();

    /**
     * Returns the stacks of some goroutines, and after them of some of the virtual threads on the processors that are no goroutines.
     *
     * @param grouped whether equal stacks are shown once, with how many there are ({@link StackGroups}); else the text of Go's dump
     * @param filters which goroutines, see {@link GoroutineFilter#of}; none: all
     * @return the text
     * @throws UnsupportedOperationException if a filter asks for times, which portable mode does not know
     */
    String stacks(boolean grouped, String[] filters);

    /**
     * Returns where how many goroutines are, and virtual threads that are none. Of many goroutines only every nth is looked at, and
     * counts for n; those that have waited longest are looked at in any case.
     *
     * @param atMost how many to look at
     * @return the places, that with the most goroutines first
     */
    List<Place> places(int atMost);

    /**
     * Looks for leaked goroutines, which runs one or two collections.
     *
     * @param grouped whether equal stacks are shown once, with how many there are; else the text of Go's dump
     * @return their stacks; empty if none was found
     * @throws UnsupportedOperationException if this JVM cannot tell; the message says why
     */
    String leaks(boolean grouped);

    /**
     * Looks for leaked goroutines, as {@link #leaks(boolean)} does, and returns some of them.
     *
     * @param grouped whether equal stacks are shown once, with how many there are; else the text of Go's dump
     * @param filters which of them, see {@link GoroutineFilter#of}; none: all
     * @return their stacks; empty if none was found
     * @throws UnsupportedOperationException if this JVM cannot tell; the message says why
     */
    String leaks(boolean grouped, String[] filters);

    /**
     * Takes a profile.
     *
     * @param name that of one of the profiles that {@code GoRuntime.lookup} knows, or {@code profile}: CPU time
     * @param debug 0: for {@code go tool pprof}; 1, 2: text
     * @param seconds more than 0: for how long CPU time is measured, or what of the others has changed in that time; the block and mutex
     *     profiles are switched on for it if they are off. 0: what there is now
     * @return what a file of it contains
     * @throws IllegalArgumentException if there is no such profile; the message says what is missing
     * @throws IllegalStateException if it cannot be taken now; the message says why
     */
    byte[] profile(String name, int debug, int seconds);

    /**
     * Takes a profile, as the other operation of that name does, without a collection of garbage first. {@code heap} collects otherwise.
     *
     * @param name that of a profile
     * @param debug 0: for {@code go tool pprof}; 1, 2: text
     * @param seconds more than 0: for how long it is measured; 0: what there is now
     * @return what a file of it contains
     * @throws IllegalArgumentException if there is no such profile; the message says what is missing
     * @throws IllegalStateException if it cannot be taken now; the message says why
     */
    byte[] profileWithoutCollection(String name, int debug, int seconds);

    /**
     * Lets debuggers connect, if the process has a {@link DebugPort}, as the module go4j-debug is one. On the loopback interface only: who
     * reaches this bean is not always who may read the program's memory from elsewhere.
     *
     * @param address {@code host:port}; with port 0 a free one
     * @return the address, with the port that was chosen; empty if there is no such module
     * @throws IllegalArgumentException if that is no address of the loopback interface
     * @throws IllegalStateException if nobody can listen there; the message says why
     */
    String listenForDebuggers(String address);

    /** {@return what each processor does; empty in portable mode} */
    List<ProcessorInfo> getProcessors();

    /** {@return the version of go4j} */
    String getVersion();

    /** {@return whether goroutines run on go4j's own scheduler} */
    boolean isFullMode();
}
