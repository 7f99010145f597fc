// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GlobalRunQueueTest {
    @Test
    void behavesAsADequeWhileItGrows() {
        var q = new GlobalRunQueue();
        var model = new ArrayDeque<G>();
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            int what = random.nextInt(5);
            if (what < 2) {
                G g = new G();
                q.push(g);
                model.addLast(g);
            } else if (what == 2) {
                G g = new G();
                q.pushFront(g);
                model.addFirst(g);
            } else {
                assertThat(q.pop()).isSameAs(model.pollFirst());
            }
            assertThat(q.size()).isEqualTo(model.size());
        }
    }

    @Test
    @Tag("G1")
    void takesTheSameGoroutineTwice() {
        var q = new GlobalRunQueue();
        G g = new G();
        q.push(g);
        q.push(g);
        assertThat(q.pop()).isSameAs(g);
        assertThat(q.pop()).isSameAs(g);
        assertThat(q.pop()).isNull();
    }
}
