// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.DiagnosticCommand;
import io.go4j.carrier.Hooks;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The threads of the process that are not ours: may one of them still wake a goroutine? For the deadlock detector. */
final class OtherThreads {
    /*
     * A thread is harmless if it is known that it will never run code of the program by itself. A name alone proves nothing, since the
     * program may give any name to its threads. What proves it:
     *
     *   ours                      the thread group, which nobody else has
     *   stuck at our door         its Wait
     *   the JVM's own, without    plain threads that the JVM made in native code, of the JVM's names: such a thread has no Java frame,
     *   Java code                 while one of the program's has at least Thread.run. If one of them runs Java code (an agent that was
     *                             attached, a listener), it has frames and is not harmless
     *   the JDK's own, of a       the class of the thread is one that the program cannot use, and the innermost frames show that it waits
     *   class that is closed      for its next work. Whether such work may come is asked in JvmCallbacks
     *   RMI threads for JMX       their group is the system's, all of their frames are the JDK's, somebody has looked at our bean, and the
     *                             program has neither exported objects of its own, for which there would be a second acceptor, nor
     *                             registered a bean that whoever is connected might call
     *
     * All others keep the detector silent. Looked at twice, some time apart: a thread that has just been started may have no frame yet.
     */
    private static final Set<String> WITHOUT_JAVA_CODE = Set.of(
            "Signal Dispatcher",
            "Service Thread",
            "Monitor Deflation Thread",
            "Notification Thread",
            "Attach Listener",
            "DestroyJavaVM");

    private static final String RMI_ACCEPTOR = "RMI TCP Accept-";
    private static final String RMI_CONNECTION = "RMI TCP Connection(";

    private static final Set<Thread> OURS = ConcurrentHashMap.newKeySet();

    private static volatile boolean lookedInto;
    private static volatile boolean sawVirtualThread;

    private OtherThreads() {}

    /** {@code t} is a thread of ours, though it is not in our group. */
    static void isOurs(Thread t) {
        OURS.add(t);
    }

    /** A virtual thread that is no goroutine was seen: it may come back from a socket at any time. */
    static void sawVirtualThread() {
        sawVirtualThread = true;
    }

    /**
     * Somebody looks into this process by JMX, on the calling thread: the threads that the JVM has for that from now on do nothing for the
     * program.
     */
    static void lookedInto() {
        lookedInto |= Thread.currentThread().getName().startsWith(RMI_CONNECTION);
    }

    /** Returns who, in words for a log, might still do something that wakes a goroutine; null if nobody. */
    static @Nullable String whoMayAct() {
        if (Hooks.areThere()) {
            return "the program has a shutdown hook";
        }
        ThreadGroup root = Sched.THREADS;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[root.activeCount() * 2 + 64];
        int n = root.enumerate(all);
        if (n == all.length) {
            return "there are too many threads to look at";
        }
        int acceptors = 0;
        for (int i = 0; i < n; i++) {
            acceptors += all[i].getName().startsWith(RMI_ACCEPTOR) ? 1 : 0;
        }
        boolean rmiIsJmxOnly = lookedInto && acceptors <= 1 && !DiagnosticCommand.programHasBeans();
        for (int i = 0; i < n; i++) {
            Thread t = all[i];
            if (!isHarmless(t, root) && !(rmiIsJmxOnly && isOfJmx(t, root))) {
                return "thread \"" + t.getName() + "\" is alive, or was a moment ago";
            }
        }
        return null;
    }

    private static boolean isHarmless(Thread t, ThreadGroup system) {
        ThreadGroup group = t.getThreadGroup(); // null when it has ended, and then it may have done something just before
        if (group == null) {
            return false;
        }
        if (group == Sched.THREADS || OURS.contains(t) || Deadlock.isStuck(t)) {
            return true;
        }
        String name = t.getName();
        if (t.getClass() == Thread.class) {
            boolean inItsGroup = group == system || name.equals("DestroyJavaVM");
            return inItsGroup && WITHOUT_JAVA_CODE.contains(name) && t.getStackTrace().length == 0;
        }
        return switch (t.getClass().getName()) {
            case "java.lang.ref.Reference$ReferenceHandler" -> innermostIs(t, "java.lang.ref.Reference", "waitForReferencePendingList");
            case "java.lang.ref.Finalizer$FinalizerThread" -> runsNothingBut(t, "java.lang.ref.Finalizer$FinalizerThread");
            case "jdk.internal.misc.InnocuousThread" -> isIdle(t, name);
            case "java.util.concurrent.DelayScheduler" -> // serves timed waits; without any, it waits without a time
                    t.getState() == Thread.State.WAITING && runsNothingBut(t, "java.util.concurrent.DelayScheduler");
            case "jdk.internal.misc.CarrierThread" -> !Carrier.FULL && isIdleCarrier(t);
            default -> false;
        };
    }

    /** A thread of the JDK's, of a class that no program can use, and whose work is known by its name. */
    private static boolean isIdle(Thread t, String name) {
        if (name.equals("Common-Cleaner")) { // runs the JDK's own cleaners only
            return runsNothingBut(t, "jdk.internal.ref.CleanerImpl");
        }
        if (name.startsWith("process reaper")) { // runs what was hung on a child process: idle ones wait in their pool
            return t.getState() == Thread.State.TIMED_WAITING && runsNothingBut(t, "java.util.concurrent.ThreadPoolExecutor");
        }
        if (name.startsWith("VirtualThread-unparker")) { // serves timed waits of virtual threads; without any, it waits without a time
            return Carrier.FULL ? !Carrier.timedParksPending() : t.getState() == Thread.State.WAITING;
        }
        if (name.equals("VirtualThread-unblocker")) { // serves monitors, whose owners would have to act
            return true;
        }
        if (name.endsWith("-Poller") || name.equals("MasterPoller")) { // serves sockets: goroutines that wait for one are seen by D2
            return Carrier.FULL && !sawVirtualThread && !Carrier.defaultSchedulerWasUsed();
        }
        return false;
    }

    /** A carrier of the JDK's scheduler that has nothing to do, or holds a goroutine that is stuck where it cannot be unmounted. */
    private static boolean isIdleCarrier(Thread t) {
        StackTraceElement[] trace = t.getStackTrace();
        for (StackTraceElement e : trace) {
            if (e.getClassName().startsWith("java.lang.VirtualThread")) {
                Long mounted = DiagnosticCommand.mounted().get(t.getName());
                return mounted != null && Deadlock.isStuckThread(mounted);
            }
        }
        return t.getState() != Thread.State.RUNNABLE || trace.length == 0;
    }

    private static boolean innermostIs(Thread t, String className, String method) {
        StackTraceElement[] trace = t.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().equals(className) && trace[0].getMethodName().equals(method);
    }

    private static final List<String> OF_QUEUES =
            List.of("java.lang.ref.", "java.util.concurrent.", "java.lang.Object", "java.lang.Thread", "jdk.internal.misc.");

    /** Waits for work in {@code loop}, and runs none: then all of its frames are of that, of locks and of queues. */
    private static boolean runsNothingBut(Thread t, String loop) {
        for (StackTraceElement e : t.getStackTrace()) {
            String in = e.getClassName();
            boolean waits = in.equals(loop) || OF_QUEUES.stream().anyMatch(in::startsWith);
            if (!waits || e.getMethodName().equals("runFinalizer")) {
                return false;
            }
        }
        return t.getState() == Thread.State.WAITING || t.getState() == Thread.State.TIMED_WAITING;
    }

    private static boolean isOfJmx(Thread t, ThreadGroup system) {
        String name = t.getName();
        boolean named = name.startsWith(RMI_ACCEPTOR)
                || name.startsWith(RMI_CONNECTION)
                || name.startsWith("RMI Scheduler(")
                || name.equals("RMI Reaper")
                || name.equals("RMI GC Daemon")
                || name.equals("GC Daemon")
                || name.startsWith("RMI RenewClean")
                || name.startsWith("JMX server connection timeout ");
        ThreadGroup group = t.getThreadGroup();
        if (!named || group == null || (group != system && !group.getName().equals("RMI Runtime"))) {
            return false;
        }
        for (StackTraceElement e : t.getStackTrace()) {
            String c = e.getClassName();
            if (!c.startsWith("java.") && !c.startsWith("sun.") && !c.startsWith("jdk.") && !c.startsWith("javax.management.")
                    && !c.startsWith("com.sun.jmx.")) {
                return false;
            }
        }
        return true;
    }
}
