// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Virtual threads that are started from a goroutine run on our processors, and so do those that they start. */
class VirtualThreadsTest {
    @Test
    void threadOfVirtual() throws Exception {
        InGoroutine.run(() -> {
            var group = new AtomicReference<String>();
            Thread.ofVirtual().start(() -> group.set(Carriers.groupOfMine())).join();
            assertThat(group.get()).isEqualTo(Carriers.OURS);
            Thread.startVirtualThread(() -> group.set("again " + Carriers.groupOfMine())).join();
            assertThat(group.get()).isEqualTo("again " + Carriers.OURS);
        });
    }

    @Test
    void executorOfTheJdk() throws Exception {
        InGoroutine.run(() -> {
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var groups = new ArrayList<Future<String>>();
                for (int i = 0; i < 100; i++) {
                    groups.add(executor.submit(() -> {
                        Thread.sleep(1);
                        return Carriers.groupOfMine();
                    }));
                }
                for (Future<String> group : groups) {
                    assertThat(group.get()).isEqualTo(Carriers.OURS);
                }
            }
        });
    }

    @Test
    void theirChildrenToo() throws Exception {
        InGoroutine.run(() -> {
            var group = Chan.<String>make(1);
            Thread.startVirtualThread(() -> Thread.startVirtualThread(() -> group.send(Carriers.groupOfMine())));
            assertThat(group.receive()).isEqualTo(Carriers.OURS);
        });
    }

    @Test
    void futuresOnOurExecutor() throws Exception {
        try (var executor = GoRuntime.newGoroutinePerTaskExecutor()) {
            assertThat(CompletableFuture.supplyAsync(Carriers::amGoroutine, executor)
                            .thenCombineAsync(CompletableFuture.supplyAsync(Carriers::groupOfMine, executor), (a, b) -> a + b, executor)
                            .get())
                    .isEqualTo("true" + Carriers.OURS);
        }
    }

    @Test
    void theFactoryStartsThemFromAnywhere() throws Exception {
        try (var executor = Executors.newThreadPerTaskExecutor(GoRuntime.threadFactory())) {
            Callable<String> task = Carriers::groupOfMine;
            assertThat(executor.submit(task).get()).isEqualTo(Carriers.OURS);
        }
    }

    @Test
    void onesStartedElsewhereStayWhereTheyAre() throws Exception {
        var group = new AtomicReference<String>();
        Thread.startVirtualThread(() -> group.set(Carriers.groupOfMine())).join();
        assertThat(group.get()).isEqualTo("CarrierThreads");
    }
}
