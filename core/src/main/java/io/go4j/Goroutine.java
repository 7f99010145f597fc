// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitReason;
import io.go4j.sched.G;
import io.go4j.sched.Sched;
import io.go4j.sched.World;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine, for looking at. There is no way to wait for one or to end it: use a channel or a {@code WaitGroup}, and an agreement.
 * Keeping this object does not keep the goroutine's stack.
 */
public final class Goroutine {
    private final G g;
    private final long id;

    Goroutine(G g, long id) {
        this.g = g;
        this.id = id;
    }

    /**
     * Returns the calling goroutine: for logs, which may want its id.
     *
     * @return null on any other thread
     */
    public static @Nullable Goroutine current() {
        G g = Sched.currentG();
        return g == null ? null : new Goroutine(g, g.id());
    }

    /**
     * Returns the id, which no other goroutine of the program ever has.
     *
     * @return 1 for the main goroutine
     */
    public long id() {
        return id;
    }

    /**
     * Returns the name given to {@link Go4j#go(String, GoBody)}.
     *
     * @return the name, empty if there is none or the goroutine has ended
     */
    public String name() {
        String name = g.name();
        return name == null || g.id() != id ? "" : name;
    }

    /**
     * Returns what it does at the moment.
     *
     * @return the status
     */
    public GoroutineStatus status() {
        return World.status(g, id);
    }

    /**
     * Returns why it waits.
     *
     * @return {@link WaitReason#NONE} if it does not
     */
    public WaitReason waitReason() {
        return World.waitReason(g, id);
    }

    /**
     * Returns its profiler labels, inherited from the goroutine that started it.
     *
     * @return the labels, not changeable
     */
    public Map<String, String> labels() {
        Map<String, String> labels = g.labels();
        return labels == null || g.id() != id ? Map.of() : Map.copyOf(labels);
    }

    /**
     * Returns its stack, innermost frame first.
     *
     * @return empty if it has not started or has ended
     */
    public List<StackTraceElement> stackTrace() {
        GoroutineInfo info = info();
        return info == null ? List.of() : info.frames();
    }

    /**
     * Returns where {@code go} was said.
     *
     * @return the place; null for the main goroutine, and after the end
     */
    public @Nullable StackTraceElement createdBy() {
        GoroutineInfo info = info();
        return info == null ? null : info.createdBy();
    }

    /**
     * Returns all that is known of it at the moment.
     *
     * @return null after the end
     */
    public @Nullable GoroutineInfo info() {
        GoroutineInfo info = World.of(g);
        return info == null || info.id() != id ? null : info;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Goroutine o && o.id == id;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    @Override
    public String toString() {
        return "goroutine " + id + (name().isEmpty() ? "" : " " + name()) + " [" + status() + "]";
    }
}
