// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The JDK hook: what go4j needs of {@code java.lang} that is not public. A virtual thread is made with an {@link Executor} of ours as its
 * scheduler, and its internals are read through the handles below. Nothing else in go4j names a JDK internal.
 */
public final class Carrier {
    /*
     * How it works. VirtualThread hands its `runContinuation` task to its Executor when it is started, unparked or yields. Running that
     * task on a platform thread mounts the virtual thread until it parks, yields or ends. That is all a scheduler needs.
     *
     * Rejected: raw jdk.internal.vm.Continuation (Thread.currentThread(), locks and sockets would not work inside a goroutine); driving
     * mount, run and unmount through handles of our own (measured: no gain); Thread.currentCarrierThread() (C2 may keep its value across
     * a yield when both ends are inlined into one method, so a goroutine could see the M that it left; the field `carrierThread` is
     * safe).
     *
     * Handles are static finals, so that the JIT inlines them. Fields are read through VarHandles as they are: adapting them to exact
     * types made the JDK spin ten classes at every start of a program, 25 ms.
     */

    /** True if goroutines run on go4j's own scheduler, false in portable mode. Decided once, when this class is initialised. */
    public static final boolean FULL;

    private static final String MODE = "go4j.mode";
    private static final String PORTABLE = "portable";

    private static final int PORTABLE_SPINS = 200;
    private static final long PORTABLE_WAIT_NANOS = 20_000;

    private static final @Nullable MethodHandle NEW_THREAD; // (Executor, String, int, Runnable)Thread
    private static final @Nullable VarHandle TASK; // VirtualThread.runContinuation
    private static final @Nullable VarHandle CARRIER_THREAD; // VirtualThread.carrierThread
    private static final @Nullable VarHandle STATE; // VirtualThread.state
    private static final @Nullable MethodHandle OS_YIELD; // ()void                 Thread.yield0
    private static final @Nullable VarHandle LOCALS; // Thread.threadLocals
    private static final @Nullable VarHandle INHERITABLE_LOCALS; // Thread.inheritableThreadLocals
    private static final @Nullable VarHandle LOADER; // Thread.contextClassLoader
    private static final @Nullable VarHandle FAILURE_HANDLER; // Thread.uncaughtExceptionHandler
    private static final @Nullable VarHandle SCOPES; // Thread.headStackableScopes
    private static final @Nullable VarHandle NAME; // Thread.name
    private static final @Nullable VarHandle DEFAULT_SCHEDULER; // ForkJoinPool
    private static final @Nullable VarHandle TIMED_PARKS; // ScheduledExecutorService[]

    /** Why the scheduler is not ours, or null if it is. */
    private static final @Nullable String WHY_PORTABLE;

    // VirtualThread's states. Started, and not run yet; and at the end:
    private static final int STARTED = 1;
    private static final int TERMINATED = 99;
    // Unmounted and waiting for its scheduler to run it:
    private static final int UNPARKED = 9;
    private static final int YIELDED = 11;
    private static final int UNBLOCKED = 14;
    // waiting for something else:
    private static final int PARKED = 4;
    private static final int PINNED = 5;
    private static final int TIMED_PARKED = 7;
    private static final int TIMED_PINNED = 8;
    private static final int BLOCKED = 13;
    private static final int WAIT = 16;
    private static final int TIMED_WAIT = 18;
    private static final int SUSPENDED = 1 << 8; // set while somebody takes the stack trace

    static {
        MethodHandle[] h = new MethodHandle[2];
        VarHandle[] fields = new VarHandle[11];
        String why = open(h, fields);
        FULL = why == null;
        WHY_PORTABLE = why;
        NEW_THREAD = h[0];
        OS_YIELD = h[1];
        TASK = fields[0];
        CARRIER_THREAD = fields[1];
        STATE = fields[2];
        LOCALS = fields[3];
        INHERITABLE_LOCALS = fields[4];
        LOADER = fields[5];
        NAME = fields[6];
        DEFAULT_SCHEDULER = fields[7];
        TIMED_PARKS = fields[8];
        FAILURE_HANDLER = fields[9];
        SCOPES = fields[10];
    }

    private Carrier() {}

    private static @Nullable String open(MethodHandle[] h, VarHandle[] fields) {
        if (PORTABLE.equals(System.getProperty(MODE))) {
            return MODE + "=" + PORTABLE + " is set";
        }
        try {
            var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            Class<?> vthread = lookup.findClass("java.lang.VirtualThread");
            Class<?> builders = lookup.findClass("java.lang.ThreadBuilders");
            MethodType newThread = MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class);
            h[0] = MethodHandles.privateLookupIn(builders, MethodHandles.lookup()).findStatic(builders, "newVirtualThread", newThread);
            h[1] = lookup.findStatic(Thread.class, "yield0", MethodType.methodType(void.class));
            var v = MethodHandles.privateLookupIn(vthread, MethodHandles.lookup());
            fields[0] = v.findVarHandle(vthread, "runContinuation", Runnable.class);
            fields[1] = v.findVarHandle(vthread, "carrierThread", Thread.class);
            fields[2] = v.findVarHandle(vthread, "state", int.class);
            Class<?> localMap = lookup.findClass("java.lang.ThreadLocal$ThreadLocalMap");
            fields[3] = lookup.findVarHandle(Thread.class, "threadLocals", localMap);
            fields[4] = lookup.findVarHandle(Thread.class, "inheritableThreadLocals", localMap);
            fields[5] = lookup.findVarHandle(Thread.class, "contextClassLoader", ClassLoader.class);
            fields[6] = lookup.findVarHandle(Thread.class, "name", String.class);
            fields[7] = v.findStaticVarHandle(vthread, "DEFAULT_SCHEDULER", ForkJoinPool.class);
            Class<?> timeouts = v.findClass("java.lang.VirtualThread$DelayedTaskSchedulers");
            fields[8] = MethodHandles.privateLookupIn(timeouts, MethodHandles.lookup())
                    .findStaticVarHandle(timeouts, "INSTANCE", ScheduledExecutorService[].class);
            fields[9] = lookup.findVarHandle(Thread.class, "uncaughtExceptionHandler", Thread.UncaughtExceptionHandler.class);
            fields[10] = lookup.findVarHandle(Thread.class, "headStackableScopes", Class.forName("jdk.internal.vm.StackableScope"));
            return null;
        } catch (IllegalAccessException e) {
            Module mine = Carrier.class.getModule();
            String to = mine.isNamed() ? mine.getName() : "ALL-UNNAMED";
            return "java.lang is closed to go4j; add --add-opens java.base/java.lang=" + to;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return "this JDK (" + Runtime.version() + ") has other internals than JDK 25: " + e;
        }
    }

    /** Tells of a mode that there is not, and of portable mode if nobody has asked for it. */
    public static void tellOfMode() {
        String asked = System.getProperty(MODE);
        if (PORTABLE.equals(asked)) {
            return;
        }
        if (asked != null) {
            System.err.println("go4j: " + MODE + "=" + asked + " is ignored; the only word it knows is " + PORTABLE);
        }
        if (!FULL) {
            System.err.println("go4j: portable mode, without processors, run queues and gomaxprocs of its own: " + WHY_PORTABLE);
        }
    }

    /** Returns why portable mode was chosen, with the remedy; null in full mode. */
    public static @Nullable String whyPortable() {
        return WHY_PORTABLE;
    }

    /** Makes an unstarted virtual thread that {@code scheduler} is to run. Full mode only. */
    public static Thread newThread(Executor scheduler, Runnable body) {
        try {
            return (Thread) handle(NEW_THREAD).invokeExact(scheduler, (String) null, 0, body);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Returns the task that mounts and runs {@code vthread}; always the same object. Full mode only. */
    public static Runnable taskOf(Thread vthread) {
        return (Runnable) field(TASK).get(vthread);
    }

    /** Returns the thread that {@code task} mounts and runs; null if this JDK does not tell. Full mode only. */
    public static @Nullable Thread threadOf(Runnable task) {
        return TaskThread.HANDLE != null && TaskThread.TYPE.isInstance(task) ? (Thread) TaskThread.HANDLE.get(task) : null;
    }

    /** The task is a lambda of the JDK's with nothing in it but the thread. Looked up at the first question, as few programs ask. */
    private static final class TaskThread {
        static final Class<?> TYPE = taskOf(newThread(Runnable::run, () -> {})).getClass();
        static final @Nullable VarHandle HANDLE = open();

        private static @Nullable VarHandle open() {
            try {
                Field[] captured = TYPE.getDeclaredFields();
                boolean one = captured.length == 1 && Thread.class.isAssignableFrom(captured[0].getType());
                return one ? MethodHandles.privateLookupIn(TYPE, MethodHandles.lookup()).unreflectVarHandle(captured[0]) : null;
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null; // another JDK
            }
        }
    }

    /** Returns whether {@code vthread} was started and has not run yet. Full mode only. */
    public static boolean isStarted(Thread vthread) {
        return state(vthread) == STARTED;
    }

    /** Returns whether {@code vthread} has ended. Full mode only. */
    public static boolean hasEnded(Thread vthread) {
        return state(vthread) == TERMINATED;
    }

    /**
     * Returns the platform thread that {@code vthread} is mounted on, or null. Exact when asked by {@code vthread}
     * itself. Full mode only.
     */
    public static @Nullable Thread carrierOf(Thread vthread) {
        return (Thread) field(CARRIER_THREAD).get(vthread);
    }

    /** Returns whether {@code vthread} is unmounted and waits for its scheduler to run it. Full mode only. */
    public static boolean isRunnable(Thread vthread) {
        int s = state(vthread);
        return s == UNPARKED || s == UNBLOCKED || s == YIELDED;
    }

    /** Returns whether {@code vthread} gave way by {@code Thread.yield} and is not running yet. Full mode only. */
    public static boolean hasYielded(Thread vthread) {
        return state(vthread) == YIELDED;
    }

    /** Returns whether {@code thread}, a goroutine's, waits for something: unmounted, or pinned to its carrier. Any mode. */
    public static boolean isWaiting(Thread thread) {
        if (!FULL) {
            Thread.State s = thread.getState();
            return s == Thread.State.BLOCKED || s == Thread.State.WAITING || s == Thread.State.TIMED_WAITING;
        }
        return switch (state(thread)) { // not by Thread.getState, which for a mounted thread tells what its carrier did before
            case PARKED, PINNED, TIMED_PARKED, TIMED_PINNED, BLOCKED, WAIT, TIMED_WAIT -> true;
            default -> false;
        };
    }

    /** Returns whether {@code thread}, a goroutine's, waits to enter a monitor. Any mode. */
    public static boolean isAtMonitor(Thread thread) {
        return FULL ? state(thread) == BLOCKED : thread.getState() == Thread.State.BLOCKED;
    }

    private static int state(Thread vthread) {
        return (int) field(STATE).getVolatile(vthread) & ~SUSPENDED;
    }

    /**
     * Lets another operating-system thread run, for a caller that waits for one in a loop. In full mode the caller's virtual thread stays
     * mounted, so that this may be called with a {@link SpinLock} held.
     */
    public static void osYield() {
        if (!FULL) {
            portableYield();
            return;
        }
        try {
            handle(OS_YIELD).invokeExact();
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * A virtual thread must not use Thread.yield here. The JDK's scheduler looks at what comes from outside a worker only when the own
     * queue of that worker is empty, and threads that yield to each other keep it full: one that holds a lock and was made ready from
     * outside would never run again. Who waits a while leaves the queue.
     */
    private static void portableYield() {
        if (!Thread.currentThread().isVirtual()) {
            Thread.yield();
            return;
        }
        for (int i = 0; i < PORTABLE_SPINS; i++) {
            Thread.onSpinWait();
        }
        leaveQueue(PORTABLE_WAIT_NANOS);
    }

    /**
     * Keeps the calling virtual thread out of the queues of its scheduler for {@code nanos}, whether it is interrupted or not. An interrupt
     * and a permit to park stay. Portable mode.
     */
    public static void leaveQueue(long nanos) {
        long until = System.nanoTime() + nanos;
        boolean interrupted = Thread.interrupted();
        boolean permit = false;
        LockSupport.parkNanos(nanos);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            interrupted |= Thread.interrupted(); // else park would return at once, and nobody would leave the queue
            permit = true; // or the interrupt had left one, or it woke for no reason: one too many does no harm
            LockSupport.parkNanos(left);
        }
        if (permit) {
            LockSupport.unpark(Thread.currentThread());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Forgets all that a goroutine can have hung on {@code thread}, which is the caller: thread-locals, context class loader, the handler
     * of uncaught exceptions, scopes that it did not close. The name and the interrupt status stay. Full mode only.
     */
    public static void clearThreadLocals(Thread thread) {
        field(LOCALS).set(thread, null);
        field(INHERITABLE_LOCALS).set(thread, null);
        field(LOADER).set(thread, null); // a stack that is free for long must not hold an application that was unloaded
        field(FAILURE_HANDLER).set(thread, null);
        field(SCOPES).set(thread, null);
    }

    /** Returns the context class loader field as it is, without the checks of {@code Thread}. Full mode only. */
    public static @Nullable ClassLoader contextClassLoader(Thread thread) {
        return (ClassLoader) field(LOADER).get(thread);
    }

    /** Sets the context class loader field. Full mode only. */
    public static void contextClassLoader(Thread thread, @Nullable ClassLoader loader) {
        field(LOADER).set(thread, loader);
    }

    /** Sets the thread's name without taking its lock. Full mode only. */
    public static void name(Thread thread, String name) {
        field(NAME).setRelease(thread, name);
    }

    /** Returns whether a virtual thread ever ran on the JDK's own scheduler. Full mode only. */
    public static boolean defaultSchedulerWasUsed() {
        return DEFAULT_SCHEDULER != null
                && DEFAULT_SCHEDULER.get() instanceof ForkJoinPool pool
                && (pool.getPoolSize() > 0 || pool.getStealCount() > 0);
    }

    /** Makes the JDK's pollers of sockets if there are none yet. They run on the scheduler of the calling thread. */
    public static void initialisePollers() {
        try {
            Class.forName("sun.nio.ch.Poller", true, null);
        } catch (ClassNotFoundException | LinkageError e) {
            // another JDK: then the first one that waits for a socket makes whatever it has
        }
    }

    /** Makes sure that the JVM can be halted: the class that does it cannot be initialised without memory, and never after that. */
    public static void initialiseHalt() {
        try {
            Class.forName("java.lang.Shutdown", true, null);
        } catch (ClassNotFoundException | LinkageError e) {
            // another JDK: then it is made by whoever halts first
        }
    }

    /** Hands the task of a virtual thread to the JDK's own scheduler. Full mode only. */
    public static void runOnDefaultScheduler(Runnable task) {
        if (field(DEFAULT_SCHEDULER).get() instanceof Executor jdk) {
            jdk.execute(task);
        }
    }

    /** Returns whether some virtual thread waits for a time-out of the JDK ({@code Thread.sleep}, a timed wait). Full mode only. */
    public static boolean timedParksPending() {
        if (TIMED_PARKS != null && TIMED_PARKS.get() instanceof Object[] all) {
            for (Object one : all) {
                if (!(one instanceof ThreadPoolExecutor pool) || !pool.getQueue().isEmpty() || pool.getActiveCount() > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static MethodHandle handle(@Nullable MethodHandle h) {
        if (h == null) {
            throw new IllegalStateException("carrier: called in portable mode (" + WHY_PORTABLE + ")");
        }
        return h;
    }

    private static VarHandle field(@Nullable VarHandle h) {
        if (h == null) {
            throw new IllegalStateException("carrier: called in portable mode (" + WHY_PORTABLE + ")");
        }
        return h;
    }

    private static RuntimeException rethrow(Throwable t) {
        if (t instanceof Error e) {
            throw e;
        }
        if (t instanceof RuntimeException e) {
            return e;
        }
        throw new AssertionError(t); // none of the methods behind the handles declares a checked exception
    }
}
