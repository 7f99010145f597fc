// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.sync.WaitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class StructuredTaskScopeTest {
    /** The scope is a preview in JDK 25, so it is called by reflection: code that names it would run on that release only. */
    private static final class Scope implements AutoCloseable {
        private static final Class<?> TYPE = type();
        private final Object scope;

        private Scope() throws ReflectiveOperationException {
            scope = TYPE.getMethod("open").invoke(null);
        }

        private static Class<?> type() {
            try {
                return Class.forName("java.util.concurrent.StructuredTaskScope");
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }

        @SuppressWarnings("unchecked")
        <T> Supplier<T> fork(Callable<T> task) throws ReflectiveOperationException {
            return (Supplier<T>) TYPE.getMethod("fork", Callable.class).invoke(scope, task);
        }

        void join() throws ReflectiveOperationException {
            TYPE.getMethod("join").invoke(scope);
        }

        @Override
        public void close() throws ReflectiveOperationException {
            TYPE.getMethod("close").invoke(scope);
        }
    }

    @Test
    void subtasksRunOnOurProcessors() throws Exception {
        InGoroutine.run(() -> {
            try (var scope = new Scope()) {
                List<Supplier<String>> groups = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    groups.add(scope.fork(() -> {
                        Thread.sleep(1);
                        return Carriers.groupOfMine();
                    }));
                }
                scope.join();
                assertThat(groups).extracting(Supplier::get).containsOnly(Carriers.OURS);
            }
        });
    }

    @Test
    void aFailureInterruptsTheOthers() throws Exception {
        InGoroutine.run(() -> {
            var interrupted = Chan.<Boolean>make(1);
            try (var scope = new Scope()) {
                scope.fork(() -> {
                    try {
                        return Chan.<String>make().receive();
                    } catch (io.go4j.GoInterruptedException e) {
                        interrupted.send(true);
                        throw e;
                    }
                });
                scope.fork(() -> {
                    throw new IllegalStateException("thrown");
                });
                Exception failed = null;
                try {
                    scope.join();
                } catch (Exception e) {
                    failed = e;
                }
                assertThat(failed).hasRootCauseMessage("thrown");
            }
            assertThat(interrupted.receive()).isTrue();
        });
    }

    /** What a scope keeps in its thread must not be found by the next goroutine there. */
    @Test
    void oneAfterTheOtherOnTheSameStack() throws Exception {
        InGoroutine.runOnOneProcessor(() -> {
            for (int i = 0; i < 200; i++) {
                int n = i;
                var group = new WaitGroup();
                group.go(() -> {
                    try (var outer = new Scope()) {
                        Supplier<Integer> sub = outer.fork(() -> {
                            try (var inner = new Scope()) {
                                Supplier<Integer> subsub = inner.fork(() -> n);
                                inner.join();
                                return subsub.get();
                            }
                        });
                        outer.join();
                        assertThat(sub.get()).isEqualTo(n);
                    }
                });
                group.await();
            }
        });
    }
}
