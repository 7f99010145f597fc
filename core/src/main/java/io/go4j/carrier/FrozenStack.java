// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** How much stack a virtual thread that is not mounted needs to go on. Full mode. */
public final class FrozenStack {
    /*
     * The JVM keeps the frames of an unmounted virtual thread in chunks on the heap. It brings them back a few at a time, but first makes
     * sure that the whole chunk would fit; if not, it means to throw a StackOverflowError, and dies of that (JDK 25: SIGSEGV in
     * Throwable::fill_in_stack_trace). A chunk is as large as the stack it was made from, so this can only happen on a thread whose stack
     * is smaller than that of the thread that was left.
     *
     * The classes are in jdk.internal.vm, which nobody opens for us; whoever may look into java.lang may do so himself. This class is
     * loaded when the limit of stacks was lowered, not before.
     */
    private static final int CHUNKS_AT_MOST = 1_000;

    private static final @Nullable VarHandle CONTINUATION;
    private static final @Nullable VarHandle TAIL;
    private static final @Nullable VarHandle SIZE;
    private static final @Nullable VarHandle TOP;
    private static final @Nullable VarHandle PARENT;

    static {
        VarHandle[] h = new VarHandle[5];
        try {
            String internals = "jdk.internal.vm";
            MethodHandles.privateLookupIn(Module.class, MethodHandles.lookup())
                    .findVirtual(Module.class, "implAddOpens", MethodType.methodType(void.class, String.class, Module.class))
                    .invoke(Object.class.getModule(), internals, FrozenStack.class.getModule());
            Class<?> thread = Class.forName("java.lang.VirtualThread");
            Class<?> continuation = Class.forName(internals + ".Continuation");
            Class<?> chunk = Class.forName(internals + ".StackChunk");
            var ofChunk = MethodHandles.privateLookupIn(chunk, MethodHandles.lookup());
            h[0] = MethodHandles.privateLookupIn(thread, MethodHandles.lookup()).findVarHandle(thread, "cont", continuation);
            h[1] = MethodHandles.privateLookupIn(continuation, MethodHandles.lookup()).findVarHandle(continuation, "tail", chunk);
            h[2] = ofChunk.findVarHandle(chunk, "size", int.class);
            h[3] = ofChunk.findVarHandle(chunk, "sp", int.class);
            h[4] = ofChunk.findVarHandle(chunk, "parent", chunk);
        } catch (Throwable t) {
            h = new VarHandle[5]; // another JDK, or portable mode: nothing is known
        }
        CONTINUATION = h[0];
        TAIL = h[1];
        SIZE = h[2];
        TOP = h[3];
        PARENT = h[4];
    }

    private FrozenStack() {}

    /** Returns the size of the largest chunk of {@code vthread}, in bytes; very many, if it is not known. Not while it is mounted. */
    public static long largestChunk(Thread vthread) {
        if (CONTINUATION == null || TAIL == null || SIZE == null || TOP == null || PARENT == null) {
            return Long.MAX_VALUE;
        }
        long words = 0;
        Object chunk = TAIL.get(CONTINUATION.get(vthread));
        for (int i = 0; chunk != null; i++) {
            if (i == CHUNKS_AT_MOST) {
                return Long.MAX_VALUE;
            }
            words = Math.max(words, (int) SIZE.get(chunk) - (int) TOP.get(chunk));
            chunk = PARENT.get(chunk);
        }
        return words * Long.BYTES;
    }
}
