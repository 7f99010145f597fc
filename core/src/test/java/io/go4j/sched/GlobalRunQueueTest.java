// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GlobalRunQueueTest {
    @Test
    void behavesAsAQueueThatOthersArePutBefore() {
        var q = new GlobalRunQueue();
        var others = new GlobalRunQueue();
        var model = new ArrayDeque<G>();
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            int what = random.nextInt(5);
            if (what < 2) {
                G g = new G();
                q.push(g);
                model.addLast(g);
            } else if (what == 2) {
                var before = new ArrayDeque<G>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    G g = new G();
                    others.push(g);
                    before.addLast(g);
                }
                q.prepend(others);
                assertThat(others.size()).isZero();
                assertThat(others.pop()).isNull();
                before.descendingIterator().forEachRemaining(model::addFirst);
            } else {
                assertThat(q.pop()).isSameAs(model.pollFirst());
            }
            assertThat(q.size()).isEqualTo(model.size());
        }
    }

    /** Who takes the one entry does what two would have done. */
    @Test
    @Tag("G2")
    void holdsOneEntryOfAStackThatIsEnteredTwice() {
        var q = new GlobalRunQueue();
        G a = new G();
        G b = new G();
        q.push(a);
        q.push(a);
        q.push(b);
        q.push(b);
        q.push(a);
        assertThat(q.size()).isEqualTo(2);
        assertThat(q.pop()).isSameAs(a);
        q.push(a);
        assertThat(q.pop()).isSameAs(b);
        assertThat(q.pop()).isSameAs(a);
        assertThat(q.pop()).isNull();
        q.push(a); // it left no trace on what was in it
        assertThat(q.pop()).isSameAs(a);
        assertThat(q.size()).isZero();
    }

    /** It is used where nothing may fail: with a lock held, by somebody who has made a goroutine runnable. */
    @Test
    void allocatesNothing() {
        G[] gs = new G[100_000];
        for (int i = 0; i < gs.length; i++) {
            gs[i] = new G();
        }
        var q = new GlobalRunQueue();
        var others = new GlobalRunQueue();
        q.push(gs[0]);
        q.pop();
        long before = Allocations.ofThisThread();
        for (G g : gs) {
            q.push(g);
        }
        others.prepend(q);
        while (others.pop() != null) {
            // empties it
        }
        assertThat(Allocations.ofThisThread() - before).isLessThan(1_000);
    }
}
