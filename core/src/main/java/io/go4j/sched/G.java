// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A goroutine: what is known of it besides its stack. */
public final class G extends Ready {
    /*
     * A G is a record; its stack is a virtual thread, held by a Stack. Like Go's, a G is never freed: when its body ends it goes to a
     * free list and a later `go` takes it, with a new id. So the list of all Gs only ever grows (AllGs), and a spawn does not touch it.
     * The stack is bound to a G only while that is alive; it has a free list of its own, and often passes to the next G without being
     * unmounted (M.adopt).
     *
     * A parked virtual thread is held by what can wake it (Waiter), and by its Stack alone besides. A goroutine that nothing can wake any
     * more is therefore garbage to the JVM as soon as the Stack lets go of it: see Leaks.
     *
     *   while in    runs code   may become   moved by                       method
     *   DEAD          no        NEW          the spawner                    Sched.spawn
     *   NEW           no        STARTED      the M that takes it (CAS: G1)  M.start, M.adopt
     *   STARTED     at times    DEAD         itself                         Sched.exit
     *                           DEAD         whoever reclaims leaked ones   Leaks.reclaim
     *
     * Only the goroutine itself moves its status once it has started, so nobody can move that of its successor by mistake; but for one
     * whose thread the collector has taken, which cannot move anything any more. Whether a goroutine that has started waits at our door
     * is known to its Wait (`wait`), whether it stands on a run queue to its Stack (`queued`), and that it waits for something of the
     * JDK's, to its thread. What is shown to users is put together from these in World.
     *
     * G1  a NEW G is started once: NEW -> RUNNING is a CAS, though every NEW G stands on one queue only
     */
    static final int DEAD = 0;
    static final int NEW = 1;
    static final int STARTED = 2;

    private static final VarHandle STATUS;
    private static final VarHandle WAIT;

    static {
        try {
            STATUS = MethodHandles.lookup().findVarHandle(G.class, "status", int.class);
            WAIT = MethodHandles.lookup().findVarHandle(G.class, "wait", Wait.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The id, unique in the life of the program; the main goroutine is 1. 0 if this G was never used. */
    volatile long id;

    /** The id of the goroutine that said {@code go}, 0 if that was an ordinary thread. */
    long parentId;

    /** The id of the ordinary thread that said {@code go}, or from which, through however many goroutines, this one comes. */
    long rootThread;

    int status = DEAD;

    /**
     * The call in which it waits at our door; null while it does not. Written by itself, but while {@link Leaks} takes it away: it leads to
     * the thread.
     */
    @SuppressWarnings("unused") // through WAIT
    private @Nullable Wait wait;

    /** What it runs: set by the spawner, run and forgotten by {@link Sched.Entry}. Afterwards, if anybody, who is told of its end. */
    @Nullable Object body;

    @Nullable String name;

    /** Where {@code go} was said. */
    @Nullable StackTraceElement site;

    @Nullable Map<String, String> labels;

    /** The context class loader that the body starts with: its spawner's. */
    @Nullable ClassLoader loader;

    /** The virtual thread it runs on; null before it has started and after it has ended. */
    volatile @Nullable WeakReference<Thread> thread;

    /** Full mode: whose thread that is. */
    volatile @Nullable Stack stack;

    /** Runs no user code: not counted, not shown, no matter to the deadlock detector. */
    byte systemBit;

    /** In which round it last stayed out of the queues for a while: {@link Portable#gosched}. Portable mode, the goroutine itself. */
    byte stayedAwayIn;

    /** Which lock of ours it waits for. Written by itself. */
    volatile @Nullable Holder blockedOn;

    /** The id with which it was last found leaked; 0 if it was not. Written by {@link Leaks}. */
    volatile long leakedId;

    /** goexit has begun: from now on nothing but deferred code may run. */
    boolean exiting;

    /** When {@code go} was said, by {@link Ticks}. */
    int createdAt;

    /** How many calls of lockOSThread are open. */
    int locks;

    /** How many times interrupts were deferred by the running body; see {@link #mask}. */
    private int masked;

    private boolean interruptDeferred;

    G() {}

    boolean isSystem() {
        return systemBit != 0;
    }

    boolean casStatus(int from, int to) {
        return STATUS.compareAndSet(this, from, to);
    }

    int statusNow() {
        return (int) STATUS.getAcquire(this);
    }

    /** Publishes the status, with all that was written before it. */
    void setStatus(int to) {
        STATUS.setRelease(this, to);
    }

    /** It begins to wait in {@code call}, or does not wait any more. Itself only. */
    void waitFor(@Nullable Wait call) {
        WAIT.setRelease(this, call);
    }

    /** Returns the call in which it waits at our door; null if it does not. Any thread; a glance. */
    @Nullable Wait waitNow() {
        return (Wait) WAIT.getAcquire(this);
    }

    /** Takes {@code call} away, if it still waits in that. {@link Leaks} only. */
    boolean takeWait(Wait call) {
        return WAIT.compareAndSet(this, call, Wait.TAKEN);
    }

    /** Gives back what {@link #takeWait} took, unless the goroutine has gone on meanwhile. {@link Leaks} only. */
    void giveWaitBack(Wait call) {
        WAIT.compareAndSet(this, Wait.TAKEN, call);
    }

    /** Returns the id. */
    public long id() {
        return id;
    }

    /** Returns the id of the goroutine that said {@code go}, 0 if that was an ordinary thread. Itself only. */
    public long parentId() {
        return parentId;
    }

    /** Returns where {@code go} was said, or null. Itself only. */
    public @Nullable StackTraceElement site() {
        return site;
    }

    /** Returns its thread; null while it has none, or {@link Leaks} has let go of it. Any thread; a glance. */
    @Nullable Thread threadNow() {
        WeakReference<Thread> ref = thread;
        return ref == null ? null : ref.get();
    }

    /** Returns the class of what the user gave to {@code go}; null once the body was taken. Itself only. */
    public @Nullable Class<?> bodyType() {
        Object b = body;
        return b == null ? null : (b instanceof Wrapped w ? w.wrapped() : b).getClass();
    }

    /** Returns the body and forgets it, so that what it captured can be collected while it runs. {@link Sched.Entry} only. */
    public @Nullable Object takeBody() {
        Object b = body;
        body = null;
        return b;
    }

    /** The body is about to throw: {@code told} is to hear how that ended. Itself only. */
    public void atEnd(Consumer<@Nullable Throwable> told) {
        body = told; // its field is free since the body was taken
    }

    /** Returns who is to hear of its end, if anybody, and forgets him. {@link Sched.Entry} only. */
    @SuppressWarnings("unchecked")
    public @Nullable Consumer<@Nullable Throwable> takeAtEnd() {
        return takeBody() instanceof Consumer<?> told ? (Consumer<@Nullable Throwable>) told : null;
    }

    /** Returns the name given at {@code go}, or null. */
    public @Nullable String name() {
        return name;
    }

    /** Returns the labels, or null if there are none. The map is not changed. */
    public @Nullable Map<String, String> labels() {
        return labels;
    }

    /** Sets the labels, which nobody changes afterwards. Itself only. */
    public void setLabels(@Nullable Map<String, String> to) {
        labels = to;
    }

    /** Returns whether goexit has begun. Itself only. */
    public boolean isExiting() {
        return exiting;
    }

    /** Notes that goexit has begun. Itself only. */
    public void setExiting() {
        exiting = true;
    }

    /** Returns how many deferrals of interrupts are open. Itself only. */
    public int masked() {
        return masked;
    }

    /** Opens (1) or closes (-1) a deferral; returns whether it was the last and an interrupt is due now. Itself only. */
    public boolean mask(int delta) {
        masked += delta;
        boolean due = masked == 0 && interruptDeferred;
        if (due) {
            interruptDeferred = false;
        }
        return due;
    }

    /** An interrupt came while it is deferred. Itself only. */
    public void deferInterrupt() {
        interruptDeferred = true;
    }

    void clearMask() {
        masked = 0;
        interruptDeferred = false;
    }

    @Override
    public String toString() {
        return "goroutine " + id;
    }
}
