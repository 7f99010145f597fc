// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.sync.WaitGroup;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.management.ObjectName;

/** Parts in which goroutines wait for each other by means of the JDK, and parts that look at the program while it runs. */
final class JdkParts {
    private JdkParts() {}

    /** One goroutine wakes another after a delay, by one of the JDK's means. */
    private static long wait(int way, Duration delay, long v) throws Exception {
        switch (way) {
            case 0 -> {
                var latch = new CountDownLatch(1);
                later(delay, latch::countDown);
                latch.await();
                return v;
            }
            case 1 -> {
                var queue = new SynchronousQueue<Long>();
                Go4j.go(() -> {
                    Go4j.sleep(delay);
                    queue.put(v);
                });
                return queue.take();
            }
            case 2 -> {
                var future = new CompletableFuture<Long>();
                later(delay, () -> future.complete(v));
                return future.get();
            }
            case 3 -> {
                var lock = new ReentrantLock();
                Condition condition = lock.newCondition();
                boolean[] open = {false};
                lock.lock();
                later(delay, () -> {
                    lock.lock();
                    open[0] = true;
                    condition.signal();
                    lock.unlock();
                });
                while (!open[0]) {
                    condition.await();
                }
                lock.unlock();
                return v;
            }
            default -> {
                Object monitor = new Object();
                boolean[] open = {false};
                later(delay, () -> {
                    synchronized (monitor) {
                        open[0] = true;
                        monitor.notifyAll();
                    }
                });
                synchronized (monitor) {
                    while (!open[0]) {
                        monitor.wait();
                    }
                }
                return v;
            }
        }
    }

    private static void later(Duration delay, Runnable what) {
        Go4j.go(() -> {
            Go4j.sleep(delay);
            what.run();
        });
    }

    static Part waits(SplittableRandom r) {
        int way = r.nextInt(5);
        int asked = 1 + r.nextInt(3);
        Duration delay = Waits.delay(r);
        String name = new String[] {"latch", "synchronous queue", "future", "condition of the JDK", "monitor"}[way];
        return Part.of(name + ", " + asked + " values after " + delay, 1, Silence.IN_PORTABLE_MODE, (in, out) -> {
            int left = asked;
            for (long v : in) {
                out.send((left-- > 0 ? wait(way, delay, v) : v) + 1);
            }
        });
    }

    static Part sleeps(SplittableRandom r) {
        Duration delay = Waits.delay(r);
        return Part.of("sleep of the JDK " + delay, 1, Silence.IN_PORTABLE_MODE, (in, out) -> {
            boolean first = true;
            for (long v : in) {
                if (first) {
                    Waits.threadSleeps(delay);
                    first = false;
                }
                out.send(v + 1);
            }
        });
    }

    /** The program looks at itself, from a goroutine, while the other parts of it wait. */
    static Part looks(SplittableRandom r) {
        int way = r.nextInt(6);
        int times = 1 + r.nextInt(12);
        Duration between = Duration.ofMillis(r.nextInt(30));
        String name =
                new String[] {"getAllStackTraces", "ThreadMXBean", "stack(true)", "go4j's bean", "findLeaks", "collections"}[way];
        return Part.of(name + ", " + times + " times", 1, (in, out) -> {
            var wg = new WaitGroup();
            wg.go(() -> {
                for (int i = 0; i < times; i++) {
                    look(way);
                    Go4j.sleep(between);
                }
            });
            for (long v : in) {
                out.send(v + 1);
            }
            wg.await();
        });
    }

    /** The same by a thread of its own. */
    static Part looksByThread(SplittableRandom r) {
        int way = r.nextInt(6);
        int times = 1 + r.nextInt(12);
        return Part.of("a thread looks, way " + way + ", " + times + " times", 1, (in, out) -> {
            Thread t = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < times; i++) {
                    look(way);
                }
            });
            for (long v : in) {
                out.send(v + 1);
            }
            t.join();
        });
    }

    private static void look(int way) {
        try {
            switch (way) {
                case 0 -> Thread.getAllStackTraces();
                case 1 -> ManagementFactory.getThreadMXBean().dumpAllThreads(true, true);
                case 2 -> GoRuntime.stack(true);
                case 3 -> {
                    var name = new ObjectName("io.go4j:type=Scheduler");
                    var server = ManagementFactory.getPlatformMBeanServer();
                    if (server.isRegistered(name)) { // it comes a little after the first goroutine
                        server.getAttribute(name, "Gomaxprocs");
                    }
                }
                case 4 -> {
                    try {
                        GoRuntime.findLeaks();
                    } catch (UnsupportedOperationException e) {
                        // in portable mode, or when the collector is busy
                    }
                }
                default -> System.gc();
            }
        } catch (javax.management.JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
