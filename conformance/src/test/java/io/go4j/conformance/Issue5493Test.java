// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.GoBody;
import io.go4j.sync.WaitGroup;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue5493.go. */
class Issue5493Test {
    private record Body(WaitGroup done, byte[] big) implements GoBody {
        @Override
        public void run() {
            done.done();
        }
    }

    /**
     * What a goroutine ran is not kept after its end: not by the runtime, which reuses goroutines, nor by the object that {@code go}
     * returned.
     */
    @Test
    void main() {
        Goroutines.run(() -> {
            int n = 10_000;
            var done = new WaitGroup();
            done.add(n);
            List<WeakReference<Body>> bodies = new ArrayList<>();
            List<Object> handles = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                var body = new Body(done, new byte[100]);
                bodies.add(new WeakReference<>(body));
                handles.add(go(body));
            }
            done.await();
            Goroutines.until("bodies collected", () -> Heap.survivors(bodies) <= n / 1000);
            assertThat(handles).hasSize(n);
        });
    }
}
