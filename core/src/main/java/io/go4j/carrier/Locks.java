// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/** Which of the JDK's locks a thread holds, and which one it waits for: for looking only. */
public final class Locks {
    /*
     * ThreadMXBean knows nothing of virtual threads. What `jcmd Thread.dump_to_file` is made of does: jdk.internal.vm.ThreadSnapshot. That
     * package is closed, but who may open java.lang may ask Module there to open others. Done at the first use, since few programs look.
     */
    private static final @Nullable MethodHandle SNAPSHOT; // (Thread)ThreadSnapshot
    private static final @Nullable VarHandle HELD; // ThreadSnapshot.locks: ThreadLock[]
    private static final @Nullable MethodHandle LOCK_OBJECT; // (ThreadLock)Object
    private static final @Nullable VarHandle BLOCKER; // ThreadSnapshot.blocker
    private static final @Nullable MethodHandle BLOCKER_OBJECT; // (ThreadBlocker)Object
    private static final @Nullable MethodHandle OWNER; // (AbstractOwnableSynchronizer)Thread

    static {
        @Nullable Object[] h = new @Nullable Object[6];
        try {
            open(h);
        } catch (ReflectiveOperationException | RuntimeException e) {
            h = new @Nullable Object[6]; // another JDK: nothing is known
        }
        SNAPSHOT = (MethodHandle) h[0];
        HELD = (VarHandle) h[1];
        LOCK_OBJECT = (MethodHandle) h[2];
        BLOCKER = (VarHandle) h[3];
        BLOCKER_OBJECT = (MethodHandle) h[4];
        OWNER = (MethodHandle) h[5];
    }

    private Locks() {}

    /**
     * What was seen of a thread.
     *
     * @param held the objects whose monitors it holds
     * @param awaited what it waits for: an object, to enter its monitor or in {@code Object.wait}; else what it told {@code LockSupport}
     */
    public record Seen(List<Object> held, @Nullable Object awaited) {}

    private static final Seen NOTHING = new Seen(List.of(), null);

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
        Class<?> blocker = Class.forName(name + "$ThreadBlocker");
        var in = MethodHandles.privateLookupIn(snapshot, ours);
        MethodType object = MethodType.methodType(Object.class);
        h[0] = in.findStatic(snapshot, "of", MethodType.methodType(snapshot, Thread.class));
        h[1] = in.findVarHandle(snapshot, "locks", lock.arrayType());
        h[2] = in.findVirtual(lock, "lockObject", object);
        h[3] = in.findVarHandle(snapshot, "blocker", blocker);
        h[4] = in.findVirtual(blocker, "obj", object);
        h[5] = MethodHandles.privateLookupIn(AbstractOwnableSynchronizer.class, ours)
                .findVirtual(AbstractOwnableSynchronizer.class, "getExclusiveOwnerThread", MethodType.methodType(Thread.class));
    }

    /** Looks at {@code thread}, which is stopped for that moment. Nothing is seen where the JDK does not let us. Any thread. */
    public static Seen of(Thread thread) {
        MethodHandle lockObject = LOCK_OBJECT;
        MethodHandle blockerObject = BLOCKER_OBJECT;
        if (SNAPSHOT == null || HELD == null || lockObject == null || BLOCKER == null || blockerObject == null) {
            return NOTHING;
        }
        try {
            Object snapshot = SNAPSHOT.invoke(thread);
            if (snapshot == null) {
                return NOTHING;
            }
            List<Object> held = new ArrayList<>();
            for (Object lock : (Object[]) HELD.get(snapshot)) {
                Object o = lockObject.invoke(lock);
                if (o != null) {
                    held.add(o);
                }
            }
            Object blocker = BLOCKER.get(snapshot);
            return new Seen(held, blocker == null ? null : blockerObject.invoke(blocker));
        } catch (Throwable t) {
            return NOTHING; // this JVM takes no snapshots
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
