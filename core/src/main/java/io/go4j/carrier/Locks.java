// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/** Who holds the JDK's locks: for looking only. */
public final class Locks {
    /*
     * ThreadMXBean knows nothing of virtual threads. What `jcmd Thread.dump_to_file` is made of does: jdk.internal.vm.ThreadSnapshot. That
     * package is closed, but who may open java.lang may ask Module there to open others. Done at the first use, since few programs look.
     *
     * A snapshot of a virtual thread that is switched meanwhile can crash the JVM (25.0.3, Continuation::is_continuation_entry_frame). So
     * it is taken only of threads that nothing can wake; who waits for whose monitor is not to be known otherwise. The owner of a lock of
     * java.util.concurrent.locks is a field.
     */
    private static final @Nullable MethodHandle SNAPSHOT; // (Thread)ThreadSnapshot
    private static final @Nullable VarHandle HELD; // ThreadSnapshot.locks: ThreadLock[]
    private static final @Nullable MethodHandle OWNER; // (AbstractOwnableSynchronizer)Thread

    static {
        @Nullable Object[] h = new @Nullable Object[3];
        try {
            open(h);
        } catch (ReflectiveOperationException | RuntimeException e) {
            h = new @Nullable Object[3]; // another JDK: nothing is known
        }
        SNAPSHOT = (MethodHandle) h[0];
        HELD = (VarHandle) h[1];
        OWNER = (MethodHandle) h[2];
    }

    private Locks() {}

    private static void open(@Nullable Object[] h) throws ReflectiveOperationException {
        if (!Carrier.FULL) {
            return;
        }
        var ours = MethodHandles.lookup();
        var module = MethodHandles.privateLookupIn(Module.class, ours);
        MethodHandle addOpens =
                module.findVirtual(Module.class, "implAddOpens", MethodType.methodType(void.class, String.class, Module.class));
        try {
            addOpens.invoke(Object.class.getModule(), "jdk.internal.vm", Locks.class.getModule());
            addOpens.invoke(Object.class.getModule(), "java.util.concurrent.locks", Locks.class.getModule());
        } catch (Throwable t) {
            throw new IllegalAccessException(t.toString());
        }
        String name = "jdk.internal.vm.ThreadSnapshot";
        Class<?> snapshot = Class.forName(name);
        Class<?> lock = Class.forName(name + "$ThreadLock");
        var in = MethodHandles.privateLookupIn(snapshot, ours);
        h[0] = in.findStatic(snapshot, "of", MethodType.methodType(snapshot, Thread.class));
        h[1] = in.findVarHandle(snapshot, "locks", lock.arrayType());
        h[2] = MethodHandles.privateLookupIn(AbstractOwnableSynchronizer.class, ours)
                .findVirtual(AbstractOwnableSynchronizer.class, "getExclusiveOwnerThread", MethodType.methodType(Thread.class));
    }

    /** Returns whether {@code thread}, which nothing can wake, holds a monitor; false if the JDK does not tell. */
    public static boolean holdsMonitor(Thread thread) {
        if (SNAPSHOT == null || HELD == null) {
            return false;
        }
        try {
            Object snapshot = SNAPSHOT.invoke(thread);
            return snapshot != null && ((Object[]) HELD.get(snapshot)).length > 0;
        } catch (Throwable t) {
            return false; // this JVM takes no snapshots
        }
    }

    /** Returns the thread that holds {@code lock}, if that is a lock of {@code java.util.concurrent.locks} with an owner, else null. */
    public static @Nullable Thread ownerOf(Object lock) {
        if (OWNER == null || !(lock instanceof AbstractOwnableSynchronizer)) {
            return null;
        }
        try {
            return (Thread) OWNER.invoke(lock);
        } catch (Throwable t) {
            return null;
        }
    }
}
