// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.carrier.Carrier;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.MachineInfo;
import io.go4j.diag.Metric;
import io.go4j.diag.ProcessorInfo;
import io.go4j.diag.Traceback;
import io.go4j.diag.VirtualThreadInfo;
import io.go4j.diag.WaitCycle;
import io.go4j.park.Contention;
import io.go4j.pprof.Profile;
import io.go4j.sched.ForeignThreads;
import io.go4j.sched.G;
import io.go4j.sched.GoMaxProcs;
import io.go4j.sched.Leaks;
import io.go4j.sched.Metrics;
import io.go4j.sched.Sched;
import io.go4j.sched.WaitsFor;
import io.go4j.sched.World;
import io.go4j.timer.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The runtime: what it is doing, and how it is tuned. (Go: package runtime.) */
public final class GoRuntime {
    static {
        Bodies.install();
    }

    private static final long MIN_STACK = 256L << 10;
    private static final long MAX_STACK = 1L << 30;

    private GoRuntime() {}

    /**
     * Returns the number of goroutines that have not ended; those that wait count too.
     *
     * @return a snapshot
     */
    public static int numGoroutine() {
        return Sched.numGoroutine();
    }

    /**
     * Returns the number of CPUs that the process could use when it started.
     *
     * @return the number, at least 1
     */
    public static int numCPU() {
        return GoMaxProcs.numCpu();
    }

    /**
     * Returns how many goroutines can execute at once.
     *
     * @return the number of processors
     */
    public static int gomaxprocs() {
        return Sched.gomaxprocs();
    }

    /**
     * Sets how many goroutines can execute at once, while the program runs. In portable mode it has no effect: the JDK's scheduler decides.
     *
     * @param n the number of processors; below 1 changes nothing
     * @return the number before
     * @throws IllegalArgumentException if {@code n} is above 65536
     */
    public static int gomaxprocs(int n) {
        if (n > Sched.MAX_PROCS) {
            throw new IllegalArgumentException("runtime: gomaxprocs " + n + " is above " + Sched.MAX_PROCS);
        }
        return n < 1 ? Sched.gomaxprocs() : Sched.gomaxprocs(n);
    }

    /**
     * Locks the calling goroutine to its operating-system thread: until it has called {@link #unlockOSThread} as many times, it runs on no
     * other thread and nobody else runs on that one. For native code that keeps something per thread. Each time it has to wait costs two
     * thread switches. If it ends while it is locked, its thread ends with it. On an ordinary thread there is nothing to do.
     * (Go: {@code runtime.LockOSThread}.)
     *
     * @throws UnsupportedOperationException in portable mode, on a goroutine
     */
    public static void lockOSThread() {
        requireFullMode("lockOSThread");
        Sched.lockThread();
    }

    /** Undoes one {@link #lockOSThread} of the calling goroutine; without one it has no effect. (Go: {@code runtime.UnlockOSThread}.) */
    public static void unlockOSThread() {
        if (Carrier.FULL) {
            Sched.unlockThread();
        }
    }

    private static void requireFullMode(String what) {
        if (!Carrier.FULL && Sched.currentG() != null) {
            throw new UnsupportedOperationException("runtime: " + what + " needs full mode; " + Carrier.whyPortable());
        }
    }

    /**
     * Runs {@code body}, which is known to block its thread in native code or in the kernel for long. Other goroutines get the processor
     * at once if they need it, instead of after the time it takes to notice. Afterwards the caller may have to wait for a processor.
     * (Go: what the runtime does around a system call.)
     *
     * @param <R> what the body gives
     * @param body what to run
     * @return what it gave
     */
    public static <R extends @Nullable Object> R blocking(GoSupplier<R> body) {
        Objects.requireNonNull(body, "runtime: no body");
        Sched.enterBlocking();
        try {
            return body.get();
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        } finally {
            Sched.exitBlocking();
        }
    }

    /**
     * Sets how large the stack of one goroutine may become. A goroutine that needs more gets a {@link StackOverflowError}; if nobody
     * catches it, the program ends with {@code fatal error: stack overflow}. At the start 64 MB, which is address space and not memory
     * until it is used. It takes effect for a goroutine when it next begins to run after a wait; for one that is locked to its thread, not
     * before it is unlocked. If the limit is lowered while a goroutine waits with more on its stack than the new one leaves room for, that
     * goroutine keeps the old limit until it waits with less; until then each wait costs it a new thread. No effect in portable mode. (Go:
     * {@code debug.SetMaxStack}.)
     *
     * <p>What counts is what a goroutine puts on its stack between two waits. The frames below a wait lie on the heap until the goroutine
     * returns to them, so a recursion that waits now and then is bounded by the memory of the program and not by this limit.
     *
     * @param bytes the limit; the JVM rounds it up to what it needs itself
     * @return the limit before
     * @throws IllegalArgumentException if it is below 256 KB or above 1 GB
     */
    public static long setMaxStack(long bytes) {
        if (bytes < MIN_STACK || bytes > MAX_STACK) {
            String range = "must be from " + MIN_STACK + " to " + MAX_STACK + " bytes";
            throw new IllegalArgumentException("runtime: setMaxStack " + bytes + ": " + range);
        }
        return Sched.maxStack(bytes);
    }

    /**
     * Sets how many operating-system threads go4j may use; at the start 10,000. Threads are needed for goroutines that block theirs. A
     * program that exceeds the limit, also by setting it too low, ends with {@code fatal error: thread exhaustion}. No effect in portable
     * mode. (Go: {@code debug.SetMaxThreads}.)
     *
     * @param n the limit
     * @return the limit before
     * @throws IllegalArgumentException if it is not positive
     */
    public static int setMaxThreads(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("runtime: setMaxThreads " + n + ": must be positive");
        }
        return Sched.maxThreads(n);
    }

    /**
     * Goes back to as many processors as the process may use CPUs, whatever the environment or the program said before, and follows that
     * number when it changes: the limit of a container, the set of CPUs. That is also how a program starts which says nothing.
     * (Go: {@code runtime.SetDefaultGOMAXPROCS}.)
     */
    public static void setDefaultGomaxprocs() {
        Sched.defaultGomaxprocs();
    }

    /**
     * Returns whether goroutines run on go4j's own scheduler. If not, {@code java.lang} is not open to go4j and the JDK's scheduler runs
     * them: portable mode.
     *
     * @return true in full mode
     */
    public static boolean isFullMode() {
        return Carrier.FULL;
    }

    /**
     * Returns stacks in the text of Go's goroutine dump, and after the goroutines {@link #virtualThreads}. Nobody is stopped: each
     * goroutine is seen at its own instant. If some wait for each other, as {@link #checkDeadlock()} finds or {@link
     * #checkDeadlock(Duration)} last found, they are named at the end.
     *
     * @param all false: the calling goroutine only
     * @return the text; empty if {@code all} is false and the caller is not a goroutine
     */
    public static String stack(boolean all) {
        if (all) {
            return Report.dump();
        }
        var g = Sched.currentG();
        GoroutineInfo info = g == null ? null : World.of(g);
        return info == null ? "" : Traceback.format(List.of(info));
    }

    /**
     * Returns the scheduler's numbers, under the names of Go's {@code runtime/metrics}: how many goroutines there are and were, what they
     * do, how long they wait for a processor. Nobody is stopped, so the numbers need not add up. In portable mode only those that exist
     * there.
     *
     * @return the metrics, by name
     */
    public static SortedMap<String, Metric> metrics() {
        return Metrics.read();
    }

    /**
     * Returns what each goroutine does.
     *
     * @return records, the caller's first, then by id
     */
    public static List<GoroutineInfo> goroutines() {
        return World.goroutines();
    }

    /**
     * Returns what those virtual threads do that run on go4j's processors and are no goroutines: code in a goroutine has started them by
     * the JDK's means, or they come from {@link #threadFactory}. Dumps show them after the goroutines. They do not count as goroutines.
     *
     * @return records, by the id of the thread; none in portable mode, where they are as all others of the JDK's
     */
    public static List<VirtualThreadInfo> virtualThreads() {
        return ForeignThreads.all();
    }

    /**
     * Returns what each machine does: the threads that run goroutines.
     *
     * @return records; none in portable mode
     */
    public static List<MachineInfo> machines() {
        return World.machines();
    }

    /**
     * Returns what each processor does.
     *
     * @return records, by number; none in portable mode
     */
    public static List<ProcessorInfo> processors() {
        return Metrics.processors();
    }

    /**
     * Returns a profile by its name. go4j has {@code goroutine}, {@code virtualthread}, {@code threadcreate}, {@code block}, {@code mutex}
     * and, where leaks can be found, {@code goroutineleak}; the module go4j-debug adds {@code heap} and {@code allocs}. (Go: {@code
     * pprof.Lookup}.)
     *
     * @param name the name
     * @return the profile; null if there is none of that name
     */
    public static @Nullable Profile lookup(String name) {
        return Profiles.lookup(name);
    }

    /**
     * Returns all profiles. (Go: {@code pprof.Profiles}.)
     *
     * @return sorted by name
     */
    public static List<Profile> profiles() {
        return Profiles.all();
    }

    /**
     * Runs {@code body} with profiler labels for the calling goroutine, added to those that it has; afterwards it has what it had before.
     * Goroutines inherit the labels from the one that starts them. Goroutine and CPU profiles show them, dumps with {@code
     * GODEBUG=tracebacklabels=1}. On a thread that is not a goroutine it only runs {@code body}. (Go: {@code pprof.Do}.)
     *
     * @param labels names and values
     * @param body what to run
     */
    public static void doWithLabels(Map<String, String> labels, GoBody body) {
        Objects.requireNonNull(labels, "pprof: no labels");
        Objects.requireNonNull(body, "pprof: no body");
        G g = Sched.currentG();
        Map<String, String> before = g == null ? null : g.labels();
        if (g != null) {
            var all = new HashMap<>(before == null ? Map.of() : before);
            all.putAll(labels);
            g.setLabels(Map.copyOf(all));
        }
        try {
            body.run();
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        } finally {
            if (g != null) {
                g.setLabels(before);
            }
        }
    }

    /**
     * Sets how much of waiting the block profile records: channels, select, and the types of {@code io.go4j.sync}. At the start nothing.
     * (Go: {@code runtime.SetBlockProfileRate}.)
     *
     * @param nanos waits of this many nanoseconds and more are all recorded, of shorter ones a share in proportion; 1: all; 0 or less: off
     */
    public static void setBlockProfileRate(int nanos) {
        Contention.blockRate(nanos);
    }

    /**
     * Sets how much of the contention for mutexes the mutex profile records. At the start nothing. (Go: {@code
     * runtime.SetMutexProfileFraction}.)
     *
     * @param n one in {@code n} is recorded; 1: all; 0: off; negative changes nothing
     * @return the value before
     */
    public static int setMutexProfileFraction(int n) {
        return Contention.mutexFraction(n);
    }

    /**
     * Looks for leaked goroutines: those that wait, and that nothing can ever wake, because whatever could is not reachable from anywhere
     * but from goroutines that are leaked themselves. What the collector can reach is never reported, so a report is certain; a goroutine
     * that waits on a channel in a static field, or for a timer, is not one. Runs one or two collections. Nothing is lost by it: leaked
     * goroutines stay as they are, count, and are marked in dumps with {@code (leaked)} until the next look. (Go: the goroutineleak
     * profile.)
     *
     * <p>Weak references to what only leaked goroutines reach are cleared by it, as by any collection of something unreachable.
     *
     * <p>Any number of threads may look at a time; each gets all that was leaked when it asked. Those that wait for ever on purpose are
     * found too: {@link GoroutineInfo#waitsForeverByDesign}.
     *
     * @return records with stack and creation site, by id
     * @throws UnsupportedOperationException in portable mode; without {@code -Djdk.trackAllThreads=false}, which {@code go4j run} passes;
     *     or if the collector does not run when it is asked to
     */
    public static List<GoroutineInfo> findLeaks() {
        return World.findLeaked();
    }

    /**
     * Looks for leaked goroutines and gives their memory back: they end without having gone on, and are not counted any more. Their {@code
     * finally} blocks and {@code Defer}s do not run, a {@code WaitGroup} that counts them is not told, and a {@code Mutex} that they hold
     * stays locked. A leaked goroutine that holds a Java monitor, or is locked to its thread, stays; so does what a finalizer still needs,
     * until the next call.
     *
     * @return how many were given up
     * @throws UnsupportedOperationException as {@link #findLeaks}
     */
    public static int reclaimLeaks() {
        return Leaks.reclaim();
    }

    /**
     * Looks for goroutines that wait for each other: each for a lock that the next one holds. Knows {@link io.go4j.sync.Mutex}; in full
     * mode also {@code ReentrantLock} and its kin. Who holds a monitor the JDK does not tell, and who will send on a channel nobody knows:
     * for channels see {@link #checkDeadlock(Duration)}. A {@code Mutex} counts as held by who locked it, though another may unlock it.
     * Nobody is stopped.
     *
     * @return the cycles, empty if there are none
     */
    public static List<WaitCycle> checkDeadlock() {
        return WaitsFor.cycles();
    }

    /**
     * The same, also over channels, select, groups and whatever else one can wait for, by asking the collector: first as {@link #findLeaks}
     * who can never go on, then of each of them whom it could wake if it did. Those that only each other could wake are one cycle. What is
     * reachable from elsewhere, as from a static field, is in none. It runs one or two collections for each goroutine that is leaked, the
     * program standing still during each, and begins none after {@code time}: what was not asked about by then is in no cycle over
     * channels. Until the next look, dumps name the cycles too.
     *
     * @param time how long to go on asking; a few seconds do for a few dozen leaked goroutines and a small heap
     * @return the cycles, empty if there are none
     * @throws UnsupportedOperationException as {@link #findLeaks}
     */
    public static List<WaitCycle> checkDeadlock(Duration time) {
        Objects.requireNonNull(time, "runtime: no time");
        return WaitsFor.look(Clock.nanos(time), Integer.MAX_VALUE, Leaks.PATIENCE_NANOS);
    }

    /**
     * Returns an executor that runs each task on a new goroutine, for code that asks for an {@link ExecutorService}. The number of tasks is
     * not bounded, and submitting never waits. Otherwise it is like {@link java.util.concurrent.Executors#newVirtualThreadPerTaskExecutor}:
     * {@code close} waits for all tasks, {@code shutdownNow} and the cancelling of a future interrupt them. An interrupt reaches the task
     * that it is meant for, never a goroutine that comes after it.
     *
     * <p>What leaves a task that was submitted is kept by its future. What leaves a task given to {@code execute} is a panic, as in {@link
     * Go4j#go}.
     *
     * @return a new executor
     */
    public static ExecutorService newGoroutinePerTaskExecutor() {
        return new GoroutinePerTask();
    }

    /**
     * Returns a factory of virtual threads that run on go4j's processors, for code that asks for threads. The threads are not goroutines:
     * they have no id of one, are not counted, and {@link Go4j#goexit} does not work there; channels, locks and {@code go} do. {@link
     * #virtualThreads} and dumps show them apart.
     * They take the context class loader and the inheritable thread-locals of the thread that makes them. In portable mode they are the
     * JDK's own virtual threads.
     *
     * @return the factory; its threads are not started
     */
    public static ThreadFactory threadFactory() {
        return ProcessorThreads.FACTORY;
    }

    /**
     * Ends the runtime for good, for an application that is unloaded while the JVM goes on: go4j's threads end, and nothing of go4j keeps
     * its class loader, or the application's, alive. Waits until all goroutines have ended, but not longer than {@code patience}; it does
     * not end them, that is the application's to arrange. Afterwards {@code go} and all that needs a timer throw {@link
     * IllegalStateException}, and timers that were set do not fire. Virtual threads on go4j's processors that are not goroutines go on on
     * the JDK's scheduler, once they wait or yield: the threads of go4j cannot end before.
     *
     * @param patience how long to wait for goroutines; zero or less: not at all
     * @return false if there still are goroutines: then nothing has changed, and {@link #stack} tells which
     * @throws IllegalStateException if the caller is a goroutine, or the program was started by {@link Go4j#main}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static boolean shutdown(Duration patience) throws InterruptedException {
        return Unload.shutdown(patience);
    }

    /**
     * Stops all goroutines, and the virtual threads on go4j's processors, so that somebody may look at a program that stands still. Nobody
     * is interrupted: who waits goes on waiting even if what it waits for has come, who runs comes to rest at the next operation on a
     * channel, a lock or the like. A goroutine that computes without one, or is in a call that blocks its thread, goes on as long as it
     * does. Platform threads are not stopped. The time that goes by does not count: timers, sleeps and deadlines of go4j are afterwards as
     * far away as they were.
     *
     * <p>Returns when all rest, after 50 milliseconds at the latest. All go on when {@link GoPause#close} was called for each pause. Who
     * pauses must not wait for a goroutine meanwhile, nor for a lock that one may hold.
     *
     * @return what lets them go on
     * @throws IllegalStateException if the caller is a goroutine
     * @throws UnsupportedOperationException in portable mode, where the JDK's scheduler runs them
     */
    public static GoPause pause() {
        return GoPause.begin();
    }

    /**
     * Says what to do with an exception that leaves a goroutine, in an application that does not use {@link Go4j#main}. By default it is
     * given to the JDK's default uncaught exception handler, if one is set, else written to stderr in Go's words. The handler runs on the
     * failing goroutine, which has not ended before the handler returns; whoever waits for it in a {@code WaitGroup} or an {@code ErrGroup}
     * is told after five seconds at the latest. If the handler throws, both failures are written to stderr.
     *
     * @param handler what to do; null restores the default
     * @return the handler before; null if that was the default
     */
    public static @Nullable BiConsumer<Goroutine, Throwable> onPanic(@Nullable BiConsumer<Goroutine, Throwable> handler) {
        return Crash.handler(handler);
    }

    /**
     * Says what is to be handed on at {@code go} besides labels and the context class loader. From now on {@code hook} is called at each
     * {@code go}, also where the library says it for the program: {@code WaitGroup.go}, {@code ErrGroup.go}, {@link
     * #newGoroutinePerTaskExecutor}. Several hooks are called in the order of registration, each with what the one before has returned, so
     * that the last is the outermost. What a hook throws, {@code go} throws, and no goroutine is started. Nothing is handed to the main
     * goroutine, nor to the function of a timer, which nobody says {@code go} for. Without hooks a {@code go} costs what it did.
     *
     * @param hook what to do
     * @return to be closed when it is to end
     */
    public static GoHook.Registration onGo(GoHook hook) {
        return GoHooks.add(hook);
    }
}
