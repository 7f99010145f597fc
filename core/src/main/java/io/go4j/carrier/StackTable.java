// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes stack traces of many threads and keeps each different one once. One thread only. */
public final class StackTable implements Consumer<StackWalker.StackFrame> {
    /*
     * Of a million goroutines nearly all have one of a few stacks. Thread.getStackTrace makes an array and an object with four strings for
     * each frame of each of them, 3 KB and most of the time that it takes. So frames are looked up by what the JVM gives for nothing: the
     * method, as the object that stands for it, and the index of the byte code. A trie leads from frame to frame, innermost first; at a
     * stack that was seen before nothing is made but what the JDK's walker needs itself.
     *
     * A parked thread is kept from going on while it is walked, as VirtualThread.tryGetStackTrace does it: `state` gets the bit SUSPENDED,
     * so that an unpark only leaves its permit; afterwards whoever finds a permit hands the thread to its scheduler. This is done for
     * PARKED only, which is how goroutines wait at our own door; of all others, and where the JDK's internals are not as expected, the JDK
     * is asked, and equal traces become one.
     */
    private static final int PARKED = 4; // see Carrier
    private static final int UNPARKED = 9;
    private static final int SUSPENDED = 1 << 8;

    private static final @Nullable MethodHandle WALKER; // (Set, ExtendedOption, ContinuationScope, Continuation)StackWalker
    private static final @Nullable MethodHandle SUBMIT; // (VirtualThread)void
    private static final @Nullable VarHandle STATE; // VirtualThread.state
    private static final @Nullable VarHandle CONTINUATION; // VirtualThread.cont
    private static final @Nullable VarHandle PERMIT; // VirtualThread.parkPermit
    private static final @Nullable VarHandle SCOPE; // VirtualThread.VTHREAD_SCOPE
    private static final @Nullable VarHandle METHOD; // ClassFrameInfo.classOrMemberName
    private static final boolean WORKS;

    static {
        @Nullable MethodHandle[] h = new @Nullable MethodHandle[2];
        @Nullable VarHandle[] fields = new @Nullable VarHandle[5];
        boolean works = false;
        try {
            works = open(h, fields);
        } catch (ReflectiveOperationException | RuntimeException e) {
            works = false; // another JDK: it is asked for each trace
        }
        WALKER = h[0];
        SUBMIT = h[1];
        STATE = fields[0];
        CONTINUATION = fields[1];
        PERMIT = fields[2];
        SCOPE = fields[3];
        METHOD = fields[4];
        WORKS = works;
    }

    private static boolean open(@Nullable MethodHandle[] h, @Nullable VarHandle[] fields) throws ReflectiveOperationException {
        if (!Carrier.FULL) {
            return false;
        }
        var in = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
        Class<?> vthread = in.findClass("java.lang.VirtualThread");
        Class<?> option = in.findClass("java.lang.StackWalker$ExtendedOption");
        Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
        Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
        h[0] = MethodHandles.privateLookupIn(StackWalker.class, MethodHandles.lookup())
                .findStatic(
                        StackWalker.class,
                        "newInstance",
                        MethodType.methodType(StackWalker.class, Set.class, option, scope, continuation))
                .asType(MethodType.methodType(StackWalker.class, Set.class, Object.class, Object.class, Object.class));
        var v = MethodHandles.privateLookupIn(vthread, MethodHandles.lookup());
        h[1] = v.findVirtual(vthread, "submitRunContinuation", MethodType.methodType(void.class));
        fields[0] = v.findVarHandle(vthread, "state", int.class);
        fields[1] = v.findVarHandle(vthread, "cont", continuation);
        fields[2] = v.findVarHandle(vthread, "parkPermit", boolean.class);
        fields[3] = v.findStaticVarHandle(vthread, "VTHREAD_SCOPE", scope);
        Class<?> frame = in.findClass("java.lang.ClassFrameInfo");
        fields[4] = MethodHandles.privateLookupIn(frame, MethodHandles.lookup()).findVarHandle(frame, "classOrMemberName", Object.class);
        return true;
    }

    private static final Set<StackWalker.Option> OPTIONS = Set.of(StackWalker.Option.SHOW_REFLECT_FRAMES);

    /** One frame below (called from) those that lead to it. */
    private static final class Node {
        final @Nullable Node inner;
        final @Nullable Object method;
        final int index;
        final int hash;
        final int depth;

        final @Nullable StackTraceElement frame;

        /** The next one in the same slot of the table. */
        @Nullable Node next;

        /** The stack that ends here; null if none has. */
        @Nullable List<StackTraceElement> stack;

        Node(@Nullable Node inner, @Nullable Object method, int index, int hash, @Nullable StackTraceElement frame) {
            this.inner = inner;
            this.method = method;
            this.index = index;
            this.hash = hash;
            this.frame = frame;
            depth = inner == null ? 0 : inner.depth + 1;
        }
    }

    private final Node empty = new Node(null, null, 0, 0, null);
    private @Nullable Node[] table = new @Nullable Node[256];
    private int size;
    private Node at = empty;
    private final Map<List<StackTraceElement>, List<StackTraceElement>> all = new HashMap<>();

    /** Makes an empty one. */
    public StackTable() {}

    /**
     * Returns the stack of {@code thread}, innermost frame first, as {@link Thread#getStackTrace} does, but each different one as the same
     * list. Does not wait for the thread; if it is ready to run in the meantime, it has to wait a few microseconds.
     */
    public List<StackTraceElement> of(Thread thread) {
        List<StackTraceElement> walked = WORKS && thread.isVirtual() ? walkParked(thread) : null;
        return walked != null ? walked : same(List.of(thread.getStackTrace()));
    }

    private List<StackTraceElement> same(List<StackTraceElement> stack) {
        List<StackTraceElement> first = all.putIfAbsent(stack, stack);
        return first == null ? stack : first;
    }

    /** Returns null if it is not parked. */
    private @Nullable List<StackTraceElement> walkParked(Thread thread) {
        if (WALKER == null || SUBMIT == null || STATE == null || CONTINUATION == null || PERMIT == null || SCOPE == null) {
            return null;
        }
        try {
            if ((int) STATE.getVolatile(thread) != PARKED || !STATE.compareAndSet(thread, PARKED, PARKED | SUSPENDED)) {
                return null;
            }
            at = empty;
            try {
                Object scope = SCOPE.get();
                Object continuation = CONTINUATION.get(thread);
                var walker = (StackWalker) WALKER.invokeExact(OPTIONS, (Object) null, scope, continuation);
                walker.forEach(this);
            } finally {
                STATE.setVolatile(thread, PARKED);
                if ((boolean) PERMIT.getVolatile(thread) && STATE.compareAndSet(thread, PARKED, UNPARKED)) {
                    SUBMIT.invoke(thread);
                }
            }
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError(t); // none of the methods behind the handles declares a checked exception
        }
        return stackTo(at);
    }

    /** One frame, from the walker. */
    @Override
    public void accept(StackWalker.StackFrame f) {
        Object method = METHOD == null ? f : METHOD.get(f);
        int index = f.getByteCodeIndex();
        Node inner = at;
        int hash = (inner.hash * 31 + System.identityHashCode(method)) * 31 + index;
        hash ^= hash >>> 15;
        Node n = table[hash & (table.length - 1)];
        while (n != null && (n.hash != hash || n.method != method || n.index != index || n.inner != inner)) {
            n = n.next;
        }
        at = n != null ? n : add(new Node(inner, method, index, hash, f.toStackTraceElement()));
    }

    private Node add(Node n) {
        if (size++ > table.length / 2) {
            @Nullable Node[] old = table;
            table = new @Nullable Node[old.length * 2];
            for (Node slot : old) {
                for (Node one = slot; one != null; ) {
                    Node next = one.next;
                    link(one);
                    one = next;
                }
            }
        }
        link(n);
        return n;
    }

    private void link(Node n) {
        int i = n.hash & (table.length - 1);
        n.next = table[i];
        table[i] = n;
    }

    private List<StackTraceElement> stackTo(Node end) {
        List<StackTraceElement> stack = end.stack;
        if (stack == null) {
            StackTraceElement[] frames = new StackTraceElement[end.depth];
            Node n = end;
            for (StackTraceElement f = n.frame; f != null && n.inner != null; n = n.inner, f = n.frame) {
                frames[n.depth - 1] = f;
            }
            stack = same(List.of(frames));
            end.stack = stack;
        }
        return stack;
    }
}
