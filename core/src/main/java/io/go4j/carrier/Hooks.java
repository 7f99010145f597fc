// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shutdown hooks of the program: threads that a signal to the process starts. Known in full mode only. */
public final class Hooks {
    private static final @Nullable Class<?> OWNER;
    private static final @Nullable VarHandle HOOKS;

    static {
        Class<?> owner = null;
        VarHandle hooks = null;
        if (Carrier.FULL) {
            try {
                owner = Class.forName("java.lang.ApplicationShutdownHooks");
                hooks = MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                        .findStaticVarHandle(owner, "hooks", IdentityHashMap.class);
            } catch (ReflectiveOperationException e) {
                owner = null; // another JDK: nothing is known
            }
        }
        OWNER = owner;
        HOOKS = hooks;
    }

    private Hooks() {}

    /** Returns whether the program, or a library that it uses, has some. False if that is not known. Any thread. */
    public static boolean areThere() {
        if (OWNER == null || HOOKS == null) {
            return false;
        }
        List<Thread> all;
        synchronized (OWNER) { // as its methods do
            Map<?, ?> hooks = (Map<?, ?>) HOOKS.get();
            if (hooks == null) {
                return true; // they run now
            }
            all = hooks.keySet().stream().map(Thread.class::cast).toList();
        }
        return all.stream().anyMatch(Hooks::isOfProgram);
    }

    /** Not ours, and not one of the JDK's own: both are of classes of their own, which a program does not use. */
    private static boolean isOfProgram(Thread hook) {
        return hook.getClass() == Thread.class || Owner.of(hook.getClass()) == Owner.PROGRAM;
    }
}
