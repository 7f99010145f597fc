// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

/** Why a goroutine waits, in the words that Go's dumps use. Reasons that begin with {@code java} are waits that the JDK brought about. */
public enum WaitReason {
    /** Not waiting. */
    NONE(""),
    /** Receive from, or range over, an open channel. */
    CHAN_RECEIVE("chan receive"),
    /** Send. */
    CHAN_SEND("chan send"),
    /** Receive from the nil channel: for ever. */
    CHAN_RECEIVE_NIL("chan receive (nil chan)"),
    /** Send on the nil channel: for ever. */
    CHAN_SEND_NIL("chan send (nil chan)"),
    /** A select with cases. */
    SELECT("select"),
    /** A select without cases: for ever. */
    SELECT_NO_CASES("select (no cases)"),
    /** Sleep. */
    SLEEP("sleep"),
    /** Mutex lock; also a Once that another goroutine is running. */
    MUTEX_LOCK("sync.Mutex.Lock"),
    /** RWMutex read lock. */
    RWMUTEX_RLOCK("sync.RWMutex.RLock"),
    /** RWMutex write lock. */
    RWMUTEX_LOCK("sync.RWMutex.Lock"),
    /** WaitGroup. */
    WAITGROUP_WAIT("sync.WaitGroup.Wait"),
    /** Cond. */
    COND_WAIT("sync.Cond.Wait"),
    /** Semaphore. */
    SEMACQUIRE("semacquire"),
    /** Socket readiness. */
    IO_WAIT("IO wait"),
    /** The main goroutine while another one prints its panic. */
    PANICWAIT("panicwait"),
    /** Parked by the JDK: a lock, a future, a queue, a timed wait. */
    JAVA_PARK("java park"),
    /** Waits to enter a monitor ({@code synchronized}). */
    JAVA_MONITOR_ENTER("java monitor enter"),
    /** In {@code Object.wait}. */
    JAVA_OBJECT_WAIT("java object wait"),
    /** In {@code Thread.sleep}. */
    JAVA_SLEEP("java sleep");

    private final String text;

    WaitReason(String text) {
        this.text = text;
    }

    /**
     * Returns whether only the JDK, and not go4j, knows what ends the wait.
     *
     * @return true for the reasons that begin with {@code java}, and for I/O
     */
    public boolean isForeign() {
        return this == IO_WAIT || compareTo(JAVA_PARK) >= 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
