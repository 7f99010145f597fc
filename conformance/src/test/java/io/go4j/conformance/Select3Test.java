// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.Goroutine;
import io.go4j.Panic;
import io.go4j.Received;
import io.go4j.diag.WaitReason;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chan/select3.go, with the wait reasons that a dump shows. */
class Select3Test {
    private final Chan<Integer> nil = Chan.nil();
    private final Chan<Integer> closed = Chan.make();

    Select3Test() {
        closed.close();
    }

    private static void unreachable() {
        throw new AssertionError("this case cannot be chosen");
    }

    /** {@code body} must block for {@code reason}, and nothing may wake it. */
    private static void blocks(WaitReason reason, GoBody body) {
        Goroutines.run(() -> {
            var passed = new AtomicBoolean();
            Goroutine g = go(() -> {
                body.run();
                passed.set(true);
            });
            Goroutines.untilWaiting(g, reason);
            assertThat(passed).isFalse();
        });
    }

    private static void doesNotBlock(GoBody body) {
        Goroutines.run(body);
    }

    private static void panics(GoBody body) {
        Goroutines.run(() -> assertThatThrownBy(body::run).isInstanceOf(Panic.class).hasMessage("send on closed channel"));
    }

    /** Send and receive on the nil channel block for ever. */
    @Test
    @Tag("SEL-8")
    @LeavesGoroutines("that it waits for ever is what is tested")
    void nilChannelBlocks() {
        blocks(WaitReason.CHAN_SEND_NIL, () -> nil.send(7));
        blocks(WaitReason.CHAN_RECEIVE_NIL, nil::receive);
    }

    /** A case of the nil channel is never chosen, and does not panic. */
    @Test
    @Tag("SEL-8")
    void nilCaseIsNeverChosen() {
        doesNotBlock(() -> select(nil.onSend(7, Select3Test::unreachable), otherwise(() -> {})));
        doesNotBlock(() -> select(nil.onReceive(v -> unreachable()), otherwise(() -> {})));
    }

    /** A send into free buffer space does not block. */
    @Test
    void freeBufferDoesNotBlock() {
        doesNotBlock(() -> Chan.<Integer>make(1).send(7));
    }

    /** A closed channel gives "closed" at once, any number of times. */
    @Test
    @Tag("CH-16")
    void closedChannelDoesNotBlockReceive() {
        doesNotBlock(() -> {
            for (int i = 0; i < 10; i++) {
                assertThat(closed.receive()).isNull();
                assertThat(closed.poll()).isInstanceOf(Received.Closed.class);
            }
        });
    }

    /** A send on a closed channel panics. */
    @Test
    @Tag("CH-9")
    void sendOnClosedPanics() {
        panics(() -> closed.send(7));
    }

    /** A receive that nobody serves blocks. */
    @Test
    @LeavesGoroutines("that it waits for ever is what is tested")
    void receiveFromEmptyBlocks() {
        blocks(WaitReason.CHAN_RECEIVE, () -> Chan.<Integer>make().receive());
    }

    /** A select without cases blocks for ever. */
    @Test
    @Tag("SEL-9")
    @LeavesGoroutines("that it waits for ever is what is tested")
    void emptySelectBlocks() {
        blocks(WaitReason.SELECT_NO_CASES, () -> select());
    }

    /** A select that has only nil channels blocks for ever; with one case it shows the reason of the plain operation. */
    @Test
    @Tag("SEL-8")
    @Tag("SEL-18")
    @LeavesGoroutines("that it waits for ever is what is tested")
    void allNilSelectBlocks() {
        blocks(WaitReason.CHAN_RECEIVE_NIL, () -> select(nil.onReceive(v -> unreachable())));
        blocks(WaitReason.CHAN_SEND_NIL, () -> select(nil.onSend(7, Select3Test::unreachable)));
        blocks(WaitReason.SELECT, () -> select(nil.onReceive(v -> unreachable()), nil.onSend(7, Select3Test::unreachable)));
    }

    /** A select whose channels are not ready blocks. */
    @Test
    @Tag("SEL-5")
    @LeavesGoroutines("that it waits for ever is what is tested")
    void unreadySelectBlocks() {
        blocks(WaitReason.CHAN_RECEIVE, () -> select(Chan.<Integer>make().onReceive(v -> unreachable())));
    }

    /** A select with a default does not block. */
    @Test
    @Tag("SEL-4")
    @Tag("SEL-9")
    void selectWithDefaultDoesNotBlock() {
        var chosen = new AtomicBoolean();
        doesNotBlock(() -> select(otherwise(() -> chosen.set(true))));
        assertThat(chosen).isTrue();
        doesNotBlock(() -> select(nil.onReceive(v -> unreachable()), otherwise(() -> {})));
        doesNotBlock(() -> select(nil.onSend(7, Select3Test::unreachable), otherwise(() -> {})));
    }

    /** A ready case is preferred to the default. */
    @Test
    @Tag("SEL-4")
    void readyCaseBeatsDefault() {
        doesNotBlock(() -> {
            var ch = Chan.<Integer>make(1);
            select(ch.onSend(7, () -> {}), otherwise(Select3Test::unreachable));
            select(ch.onReceive(v -> assertThat(v).isEqualTo(7)), otherwise(Select3Test::unreachable));
        });
    }

    /** In a select, too, a closed channel can be received from at once, and a send on it panics. */
    @Test
    @Tag("SEL-7")
    void closedChannelInSelect() {
        doesNotBlock(() -> select(closed.onReceive(v -> assertThat(v).isNull())));
        doesNotBlock(() -> assertThat(select(closed.receiving())).isNull());
        panics(() -> select(closed.onSend(7, Select3Test::unreachable)));
        panics(() -> select(closed.onSend(7, Select3Test::unreachable), otherwise(Select3Test::unreachable)));
    }

    /** A select that could only meet itself blocks. */
    @Test
    @Tag("SEL-12")
    @LeavesGoroutines("that it waits for ever is what is tested")
    void selectDoesNotMeetItself() {
        blocks(WaitReason.SELECT, () -> {
            var c = Chan.<Integer>make();
            select(c.onSend(1, Select3Test::unreachable), c.onReceive(v -> unreachable()));
        });
    }
}
