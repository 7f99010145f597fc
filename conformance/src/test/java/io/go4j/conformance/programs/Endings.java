// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.panic;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.Unit;
import io.go4j.conformance.programs.Ending.How;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.Mutex;
import io.go4j.sync.RWMutex;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Timer;
import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/** Chooses how a program ends. */
final class Endings {
    private Endings() {}

    static Ending choose(SplittableRandom r, boolean full) {
        int n = r.nextInt(100);
        if (n < 40) {
            return Ending.plain(How.RETURNS, "return", 0, "", () -> {});
        }
        if (n < 82) {
            return deadlock(r, full);
        }
        if (n < 90) {
            return panics(r);
        }
        return n < 95 ? exit(r) : hang(r);
    }

    static Stuck stuck(SplittableRandom r, boolean full) {
        int n = r.nextInt(Stuck.KINDS.size() + (full ? Stuck.FULL.size() : 0));
        return (n < Stuck.KINDS.size() ? Stuck.KINDS.get(n) : Stuck.FULL.get(n - Stuck.KINDS.size())).make(r);
    }

    // --- deadlocks

    /** Main is stuck itself, or waits for another one that is, or has left it alone by goexit. */
    static Ending deadlock(SplittableRandom r, boolean full) {
        Stuck stuck = stuck(r, full);
        List<String> reasons = new ArrayList<>(stuck.others());
        reasons.add(stuck.reason());
        String text = "deadlock: " + stuck.text();
        GoBody body = stuck.body();
        switch (r.nextInt(5)) {
            case 0 -> {
                text += "; main waits for it by a channel";
                reasons.add("chan receive");
                body = () -> {
                    Chan<Unit> done = Chan.make();
                    go(() -> {
                        stuck.body().run();
                        done.send(Unit.UNIT);
                    });
                    done.receive();
                };
            }
            case 1 -> {
                text += "; main waits for it by a WaitGroup";
                reasons.add("sync.WaitGroup.Wait");
                body = () -> {
                    var wg = new WaitGroup();
                    wg.go(stuck.body());
                    wg.await();
                };
            }
            case 2 -> {
                text += "; main has called goexit";
                body = () -> {
                    go(stuck.body());
                    throw goexit();
                };
            }
            default -> {}
        }
        return new Ending(How.DEADLOCKS, text, 2, Ending.ASLEEP, reasons, stuck.silence(), body);
    }

    /** No goroutine is left. */
    static Ending goexits() {
        return new Ending(How.DEADLOCKS, "main calls goexit", 2, Ending.NO_GOROUTINES, List.of(), Silence.NEVER, () -> {
            throw goexit();
        });
    }

    // --- panics

    private record Bad(String words, GoBody body) {}

    private static Ending panics(SplittableRandom r) {
        int k = r.nextInt(1000);
        List<Bad> kinds = List.of(
                new Bad("panic: boom " + k, () -> panic("boom " + k)),
                new Bad("panic: send on closed channel", () -> {
                    Chan<Integer> c = Chan.make(1);
                    c.close();
                    c.send(1);
                }),
                new Bad("panic: close of closed channel", () -> {
                    Chan<Integer> c = Chan.make();
                    c.close();
                    c.close();
                }),
                new Bad("panic: close of nil channel", () -> Chan.nil().close()),
                new Bad("panic: java.lang.IllegalStateException: lost " + k, () -> {
                    throw new IllegalStateException("lost " + k);
                }),
                new Bad("panic: java.lang.ArithmeticException: / by zero", () -> System.out.println(k / (k - k))),
                new Bad("panic: sync: negative WaitGroup counter", () -> new WaitGroup().done()),
                new Bad("fatal error: sync: unlock of unlocked mutex", () -> new Mutex().unlock()),
                new Bad("fatal error: sync: RUnlock of unlocked RWMutex", () -> new RWMutex().rUnlock()),
                new Bad("panic: java.io.IOException: part " + k, () -> {
                    var group = new ErrGroup();
                    group.go(() -> {
                        throw new java.io.IOException("part " + k);
                    });
                    group.await();
                }));
        Bad bad = kinds.get(r.nextInt(kinds.size()));
        boolean byOther = r.nextBoolean();
        Duration delay = Waits.delay(r);
        GoBody late = () -> {
            Go4j.sleep(delay);
            bad.body().run();
        };
        GoBody body = byOther ? () -> {
            go(late);
            Chan.make().receive();
        } : late;
        return Ending.plain(How.PANICS, bad.words() + (byOther ? ", of another goroutine" : "") + ", after " + delay, 2, bad.words(), body);
    }

    // --- exits

    private static Ending exit(SplittableRandom r) {
        int status = r.nextInt(100);
        Duration delay = Waits.delay(r);
        int way = r.nextInt(5);
        String who = new String[] {"main", "a goroutine", "a thread", "a timer", "main, and a hook asks a goroutine"}[way];
        Runnable exit = () -> System.exit(status);
        GoBody body = () -> {
            switch (way) {
                case 1 -> go(() -> {
                    Go4j.sleep(delay);
                    exit.run();
                });
                case 2 -> new Thread(() -> {
                    Waits.threadSleeps(delay);
                    exit.run();
                }).start();
                case 3 -> Timer.afterFunc(delay, exit);
                case 4 -> {
                    Chan<Unit> asked = Chan.make();
                    Chan<Unit> answer = Chan.make();
                    go(() -> answer.send(asked.receive()));
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                        asked.send(Unit.UNIT);
                        answer.receive();
                    }));
                    exit.run();
                }
                default -> exit.run();
            }
            Chan.make().receive();
        };
        return Ending.plain(How.EXITS, "exit " + status + " by " + who + " after " + delay, status, "", body);
    }

    // --- nobody goes on, but somebody could

    private record Open(String text, GoBody body) {}

    /** Somebody could still come, from outside or from a part of the program that is not go4j's: never a report. */
    private static Ending hang(SplittableRandom r) {
        List<Open> kinds = List.of(
                new Open("accept", () -> new ServerSocket(0, 1, InetAddress.getLoopbackAddress()).accept()),
                new Open("read from stdin", () -> System.in.read()),
                new Open("a sleep of an hour", () -> Go4j.sleep(Duration.ofHours(1))),
                new Open("a timer of an hour", () -> Timer.of(Duration.ofHours(1)).channel().receive()),
                new Open("a latch of the JDK", () -> new CountDownLatch(1).await()),
                new Open("a reference queue", () -> new ReferenceQueue<>().remove()),
                new Open("two locks of the JDK", Endings::abba),
                new Open("a thread that sleeps", () -> {
                    Thread.ofPlatform().daemon().start(() -> Waits.threadSleeps(Duration.ofHours(1)));
                    Chan.make().receive();
                }),
                new Open("a virtual thread that sleeps", () -> {
                    Thread.startVirtualThread(() -> Waits.threadSleeps(Duration.ofHours(1)));
                    Chan.make().receive();
                }),
                new Open("an idle pool", () -> {
                    Executors.newFixedThreadPool(1).execute(() -> {});
                    Chan.make().receive();
                }),
                new Open("a goroutine that computes", () -> {
                    go(() -> {
                        while (true) {
                            Thread.onSpinWait();
                        }
                    });
                    Chan.make().receive();
                }),
                new Open("a shutdown hook", () -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));
                    Chan.make().receive();
                }));
        Open open = Parts.pick(kinds, r);
        return Ending.plain(How.HANGS, "wait while there is " + open.text(), 0, "", open.body());
    }

    private static void abba() throws InterruptedException {
        var a = new ReentrantLock();
        var b = new ReentrantLock();
        var taken = new CountDownLatch(1);
        a.lock();
        go(() -> {
            b.lock();
            taken.countDown();
            a.lock();
        });
        taken.await();
        b.lock();
    }
}
