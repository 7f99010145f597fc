// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.context.Context;
import io.go4j.sync.Cond;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.Mutex;
import io.go4j.sync.Once;
import io.go4j.sync.RWMutex;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A wait that nobody can ever end. As the last act of main it is a deadlock; elsewhere it is a leak.
 *
 * @param text what it is
 * @param reason why the goroutine waits that runs the body, as a dump says it
 * @param others the same of the goroutines that it starts
 * @param silence whether a deadlock may go without a report because of it
 * @param body never returns
 */
record Stuck(String text, String reason, List<String> others, Silence silence, GoBody body) {
    /** Makes one. */
    @FunctionalInterface
    interface Kind {
        /** The random numbers decide sizes, not the kind. */
        Stuck make(SplittableRandom r);
    }

    private static final String RECEIVE = "chan receive";
    private static final String SEND = "chan send";
    private static final String SELECT = "select";
    private static final String MUTEX = "sync.Mutex.Lock";
    private static final String WAITGROUP = "sync.WaitGroup.Wait";

    /** Those of both modes. Their order is part of what a seed means. */
    static final List<Kind> KINDS = List.of(
            r -> alone("receive", RECEIVE, () -> Chan.make().receive()),
            r -> alone("send", SEND, () -> Chan.<Integer>make().send(1)),
            Stuck::overfull,
            r -> alone("receive from nil", "chan receive (nil chan)", () -> Chan.nil().receive()),
            r -> alone("send on nil", "chan send (nil chan)", () -> Chan.<Integer>nil().send(1)),
            r -> alone("select without cases", "select (no cases)", Go4j::<Void>select),
            r -> alone("select", SELECT, () -> select(Chan.make().receiving(), Chan.<Integer>make().sending(1))),
            r -> alone("mutex twice", MUTEX, () -> {
                var mu = new Mutex();
                mu.lock();
                mu.lock();
            }),
            r -> alone("rwmutex, upgraded", "sync.RWMutex.Lock", () -> {
                var rw = new RWMutex();
                rw.rLock();
                rw.lock();
            }),
            r -> alone("rwmutex, read under write", "sync.RWMutex.RLock", () -> {
                var rw = new RWMutex();
                rw.lock();
                rw.rLock();
            }),
            r -> alone("waitgroup", WAITGROUP, () -> {
                var wg = new WaitGroup();
                wg.add(2);
                go(wg::done);
                wg.await();
            }),
            r -> alone("cond", "sync.Cond.Wait", () -> {
                var mu = new Mutex();
                mu.lock();
                new Cond(mu).await();
            }),
            r -> alone("once within once", MUTEX, () -> {
                var once = new Once();
                once.run(() -> once.run(() -> {}));
            }),
            r -> alone("context that nobody cancels", RECEIVE, () -> {
                var ctx = Context.background().withCancel();
                ctx.done().receive();
                ctx.cancel();
            }),
            r -> alone("stopped timer", RECEIVE, () -> {
                Timer timer = Timer.of(Duration.ofHours(1));
                timer.stop();
                timer.channel().receive();
            }),
            r -> alone("stopped ticker", RECEIVE, () -> {
                Ticker ticker = Ticker.every(Duration.ofMillis(1));
                ticker.stop();
                while (true) {
                    ticker.channel().receive();
                }
            }),
            Stuck::forgottenClose,
            Stuck::oneTooMany,
            Stuck::emptyRing,
            Stuck::fullRing,
            Stuck::philosophers,
            Stuck::workersForEver,
            Stuck::group,
            Stuck::eachOther,
            Stuck::thread,
            Stuck::signal);

    /** Those that only full mode has, or promises to see through. */
    static final List<Kind> FULL = List.of(r -> alone("locked to its thread", RECEIVE, () -> {
        GoRuntime.lockOSThread();
        Chan.make().receive();
    }), Stuck::initialiser);

    private static Stuck alone(String text, String reason, GoBody body) {
        return new Stuck(text, reason, List.of(), Silence.NEVER, body);
    }

    private static Stuck overfull(SplittableRandom r) {
        int capacity = 1 + r.nextInt(5);
        return alone("send on a full channel of " + capacity, SEND, () -> {
            Chan<Integer> c = Chan.make(capacity);
            for (int i = 0; i <= capacity; i++) {
                c.send(i);
            }
        });
    }

    private static Stuck forgottenClose(SplittableRandom r) {
        int n = r.nextInt(10);
        return alone("range over " + n + " values without a close", RECEIVE, () -> {
            Chan<Integer> c = Chan.make();
            go(() -> {
                for (int i = 0; i < n; i++) {
                    c.send(i);
                }
            });
            for (int ignored : c) {}
        });
    }

    private static Stuck oneTooMany(SplittableRandom r) {
        int n = 1 + r.nextInt(10);
        return alone("one value more than " + n + " producers", RECEIVE, () -> {
            Chan<Integer> c = Chan.make(r.nextInt(3));
            for (int i = 0; i < n; i++) {
                go(() -> c.send(1));
            }
            for (int i = 0; i <= n; i++) {
                c.receive();
            }
        });
    }

    private static List<Chan<Unit>> channels(int n) {
        List<Chan<Unit>> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(Chan.make());
        }
        return all;
    }

    private static Stuck emptyRing(SplittableRandom r) {
        int n = 2 + r.nextInt(10);
        return new Stuck("ring of " + n + " without a token", RECEIVE, Collections.nCopies(n - 1, RECEIVE), Silence.NEVER, () -> {
            List<Chan<Unit>> ring = channels(n);
            for (int i = 1; i < n; i++) {
                Chan<Unit> from = ring.get(i);
                Chan<Unit> to = ring.get((i + 1) % n);
                go(() -> to.send(from.receive()));
            }
            ring.get(1 % n).send(ring.get(0).receive());
        });
    }

    private static Stuck fullRing(SplittableRandom r) {
        int n = 2 + r.nextInt(10);
        return new Stuck("ring of " + n + " full of tokens", WAITGROUP, Collections.nCopies(n, SEND), Silence.NEVER, () -> {
            List<Chan<Unit>> ring = channels(n);
            var wg = new WaitGroup();
            for (int i = 0; i < n; i++) {
                Chan<Unit> from = ring.get(i);
                Chan<Unit> to = ring.get((i + 1) % n);
                wg.go(() -> {
                    to.send(Unit.UNIT);
                    from.receive();
                });
            }
            wg.await();
        });
    }

    private static Stuck philosophers(SplittableRandom r) {
        int n = 2 + r.nextInt(6);
        return new Stuck(n + " philosophers", WAITGROUP, Collections.nCopies(n, MUTEX), Silence.NEVER, () -> {
            List<Mutex> forks = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                forks.add(new Mutex());
            }
            var taken = new WaitGroup();
            var dinner = new WaitGroup();
            taken.add(n);
            for (int i = 0; i < n; i++) {
                int me = i;
                dinner.go(() -> {
                    forks.get(me).lock();
                    taken.done();
                    taken.await();
                    forks.get((me + 1) % n).lock();
                });
            }
            dinner.await();
        });
    }

    private static Stuck workersForEver(SplittableRandom r) {
        int n = 1 + r.nextInt(10);
        return new Stuck(n + " workers whose input stays open", WAITGROUP, Collections.nCopies(n, RECEIVE), Silence.NEVER, () -> {
            Chan<Integer> jobs = Chan.make();
            var wg = new WaitGroup();
            for (int i = 0; i < n; i++) {
                wg.go(() -> {
                    for (int ignored : jobs) {}
                });
            }
            for (int i = 0; i < 2 * n; i++) {
                jobs.send(i);
            }
            wg.await();
        });
    }

    private static Stuck group(SplittableRandom r) {
        return new Stuck("errgroup with a part that waits", WAITGROUP, List.of(SELECT), Silence.NEVER, () -> {
            var group = new ErrGroup();
            group.go(() -> {});
            group.go(() -> select(Chan.make().receiving(), Chan.make().receiving()));
            group.await();
        });
    }

    private static Stuck eachOther(SplittableRandom r) {
        return new Stuck("two that send to each other", SEND, List.of(SEND), Silence.NEVER, () -> {
            Chan<Integer> a = Chan.make();
            Chan<Integer> b = Chan.make();
            go(() -> {
                a.send(1);
                b.receive();
            });
            b.send(1);
            a.receive();
        });
    }

    /** Ordinary threads that wait at our door for ever can wake nobody. */
    private static Stuck thread(SplittableRandom r) {
        int n = 1 + r.nextInt(3);
        return new Stuck(n + " threads that wait too", RECEIVE, List.of(), Silence.NEVER, () -> {
            Chan<Integer> there = Chan.make();
            Chan<Integer> back = Chan.make();
            for (int i = 0; i < n; i++) {
                Thread.ofPlatform().start(() -> back.send(there.receive()));
            }
            back.receive();
        });
    }

    /** A handler is set for a signal that does not come: the detector cannot know that. */
    private static Stuck signal(SplittableRandom r) {
        return new Stuck("handler of a signal that nobody sends", RECEIVE, List.of(), Silence.ALWAYS, () -> {
            Chan<Integer> c = Chan.make();
            NativeParts.handle("USR1", () -> c.send(1));
            c.receive();
        });
    }

    private static final class Initialised {
        static final Integer VALUE = Chan.<Integer>make().receive();
    }

    /** In the initialiser of a class, where a goroutine keeps its thread. A second one of the kind waits for the first, in the JVM. */
    private static Stuck initialiser(SplittableRandom r) {
        return alone("initialiser of a class", RECEIVE, () -> System.out.println(Initialised.VALUE));
    }
}
