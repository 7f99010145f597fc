// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.selectInOrder;
import static io.go4j.Go4j.uninterruptibly;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.Unit;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A future for the next value of a channel; what a goroutine receives for it is never dropped. */
final class NextValue<T> extends CompletableFuture<T> {
    /*
     * A value that was received cannot be given back. So whoever wants to end the future otherwise asks the goroutine: it selects among
     * the channel and `otherwise`, and so takes a value or an ending, never both. Looking first, without asking, was rejected: between
     * the receive and the goroutine's next step nobody can see that there is a value.
     */
    private final Chan<Runnable> otherwise = Chan.make();

    /** Closed when the goroutine has chosen; then {@link #ending} is set. */
    private final Chan<Unit> settled = Chan.make();

    /** Closed when this is done, also by those methods of the JDK that ask nobody. */
    private final Chan<Unit> gone = Chan.make();

    private volatile @Nullable Runnable ending;

    private NextValue() {}

    @SuppressWarnings("FutureReturnValueIgnored") // what whenComplete gives is of no use here
    static <T> CompletableFuture<T> of(RecvChan<T> in) {
        NextValue<T> future = new NextValue<>();
        future.whenComplete((value, failure) -> future.gone.close());
        go(() -> future.receive(in));
        return future;
    }

    private void receive(RecvChan<T> in) {
        Runnable chosen = () -> super.cancel(false); // also if the select fails
        try {
            chosen = selectInOrder(
                    gone.receiving().map(none -> () -> {}),
                    otherwise.receiving(),
                    in.receiving().map(v -> v == null ? () -> super.cancel(false) : () -> super.complete(v)));
        } finally {
            ending = chosen;
            settled.close();
            chosen.run();
        }
    }

    /** Ends this by {@code how} and returns true, unless the goroutine has chosen another ending. */
    private boolean end(Runnable how) {
        if (isDone()) {
            return false;
        }
        AtomicBoolean ours = new AtomicBoolean();
        uninterruptibly(() -> ours.set(select(otherwise.sending(how).map(() -> true), settled.receiving().map(none -> false))));
        Runnable chosen = ours.get() ? how : ending;
        if (chosen != null) {
            chosen.run(); // the other may not have come to that yet, and the caller shall find this done; twice does no harm
        }
        return ours.get();
    }

    @Override
    public boolean complete(T value) {
        return end(() -> super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        Objects.requireNonNull(failure, "flow: no failure");
        return end(() -> super.completeExceptionally(failure));
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        return end(() -> super.cancel(mayInterrupt)) || isCancelled();
    }
}
