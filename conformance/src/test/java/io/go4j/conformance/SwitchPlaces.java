// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoInterruptedException;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.sync.Cond;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.Mutex;
import io.go4j.sync.Once;
import io.go4j.sync.RWMutex;
import io.go4j.sync.Semaphore;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The places of {@code docs/switch-points.md}, each with what a goroutine does there, and what lets it go on. */
final class SwitchPlaces {
    private static final Duration SHORT = Duration.ofMillis(1);

    /** What the goroutine does, and what the one behind it does when it gets its turn. */
    record Place(GoBody act, GoBody other) {}

    static final Map<String, Supplier<Place>> WAITS = new LinkedHashMap<>();
    static final Map<String, Supplier<Place>> BLOCKS = new LinkedHashMap<>();
    static final Map<String, Supplier<Place>> GOES_ON = new LinkedHashMap<>();
    static final Map<String, Supplier<GoBody>> GIVES_WAY = new LinkedHashMap<>();
    static final Map<String, Supplier<GoBody>> FOR_LONG = new LinkedHashMap<>();

    private SwitchPlaces() {}

    private static void waits(String name, Supplier<Place> place) {
        WAITS.put(name, place);
    }

    /** The act ends only by an interrupt. */
    private static void waitsForEver(String name, ThrowingCallable act) {
        waits(name, () -> {
            var me = Thread.currentThread();
            return new Place(() -> {
                assertThatThrownBy(act).isInstanceOf(GoInterruptedException.class);
                Thread.interrupted();
            }, me::interrupt);
        });
    }

    private static void blocks(String name, Supplier<Place> place) {
        BLOCKS.put(name, place);
    }

    private static void goesOn(String name, Supplier<GoBody> act) {
        GOES_ON.put(name, () -> new Place(act.get(), () -> {}));
    }

    static {
        channelsThatWait();
        selectsThatWait();
        groupsAndLocks();
        conditionsAndSharedLocks();
        limits();
        timeAndYield();
        waitsOfTheJdk();
        waitsForProcesses();
        blockedThreads();
        lockedThreads();
        whatDoesNotWait();
        whatGivesWay();
        whatTakesLong();
    }

    private static void channelsThatWait() {
        waits("receive from an empty channel", () -> {
            var c = Chan.<Integer>make(1);
            return new Place(c::receive, () -> c.send(1));
        });
        waits("unbuffered send", () -> {
            var c = Chan.<Integer>make();
            return new Place(() -> c.send(1), c::receive);
        });
        waits("send to a full channel", () -> {
            var c = Chan.<Integer>make(1);
            c.send(1);
            return new Place(() -> c.send(2), c::receive);
        });
        waitsForEver("receive from the nil channel", () -> Chan.<Integer>nil().receive());
        waitsForEver("send to the nil channel", () -> Chan.<Integer>nil().send(1));
    }

    private static void selectsThatWait() {
        waits("select without a ready case", () -> {
            var c = Chan.<Integer>make();
            return new Place(() -> select(c.receiving(), Chan.<Integer>nil().receiving()), () -> c.send(1));
        });
        waitsForEver("select without cases", () -> Go4j.<Void>select());
    }

    private static void groupsAndLocks() {
        waits("WaitGroup.await", () -> {
            var wg = new WaitGroup();
            wg.add(1);
            return new Place(wg::await, wg::done);
        });
        waits("Mutex.lock of a locked mutex", () -> {
            var mu = new Mutex();
            mu.lock();
            return new Place(mu::lock, mu::unlock);
        });
        waits("Once that another goroutine runs", () -> {
            var once = new Once();
            var inside = Chan.<Unit>make();
            var c = Chan.<Unit>make();
            go(() -> once.run(() -> {
                inside.send(Unit.UNIT);
                c.receive();
            }));
            inside.receive();
            return new Place(() -> once.run(() -> {}), () -> c.send(Unit.UNIT));
        });
    }

    private static void conditionsAndSharedLocks() {
        waits("Cond.await", () -> {
            var mu = new Mutex();
            var cond = new Cond(mu);
            var told = new AtomicBoolean();
            return new Place(() -> {
                mu.lock();
                while (!told.get()) {
                    cond.await();
                }
                mu.unlock();
            }, () -> {
                mu.lock();
                told.set(true);
                cond.signal();
                mu.unlock();
            });
        });
        waits("RWMutex.rLock behind a writer", () -> {
            var rw = new RWMutex();
            rw.lock();
            return new Place(rw::rLock, rw::unlock);
        });
        waits("RWMutex.lock behind a reader", () -> {
            var rw = new RWMutex();
            rw.rLock();
            return new Place(rw::lock, rw::rUnlock);
        });
    }

    private static void limits() {
        waits("Semaphore.acquire of what is taken", () -> {
            var taken = new Semaphore(1);
            taken.acquire();
            return new Place(taken::acquire, taken::release);
        });
        waits("ErrGroup.go at its limit", () -> {
            var group = new ErrGroup();
            group.setLimit(1);
            var let = Chan.<Unit>make();
            group.go(let::receive);
            return new Place(() -> {
                group.go(() -> {});
                group.await();
            }, () -> let.send(Unit.UNIT));
        });
    }

    private static void timeAndYield() {
        waits("sleep", () -> new Place(() -> sleep(SHORT), () -> {}));
        waits("receive from a timer", () -> new Place(() -> Timer.of(SHORT).channel().receive(), () -> {}));
        waits("gosched", () -> new Place(() -> gosched(), () -> {}));
        waits("Thread.yield", () -> new Place(Thread::yield, () -> {}));
    }

    private static void waitsOfTheJdk() {
        waits("LockSupport.park", () -> {
            var me = Thread.currentThread();
            return new Place(LockSupport::park, () -> LockSupport.unpark(me));
        });
        waits("ReentrantLock", () -> {
            var lock = new ReentrantLock();
            var held = Chan.<Unit>make();
            var let = Chan.<Unit>make();
            go(() -> {
                lock.lock();
                held.send(Unit.UNIT);
                let.receive();
                lock.unlock();
            });
            held.receive();
            return new Place(lock::lock, () -> let.send(Unit.UNIT));
        });
        waits("synchronized", () -> {
            var monitor = new Object();
            var held = Chan.<Unit>make();
            var let = Chan.<Unit>make();
            go(() -> {
                synchronized (monitor) {
                    held.send(Unit.UNIT);
                    let.receive();
                }
            });
            held.receive();
            return new Place(() -> {
                synchronized (monitor) {
                    held.close();
                }
            }, () -> let.send(Unit.UNIT));
        });
        waits("Object.wait", () -> {
            var monitor = new Object();
            var told = new AtomicBoolean();
            return new Place(() -> {
                synchronized (monitor) {
                    while (!told.get()) {
                        monitor.wait();
                    }
                }
            }, () -> {
                synchronized (monitor) {
                    told.set(true);
                    monitor.notifyAll();
                }
            });
        });
        waits("a future", () -> {
            var future = new CompletableFuture<Integer>();
            return new Place(future::get, () -> future.complete(1));
        });
        waits("a blocking queue", () -> {
            var queue = new LinkedBlockingQueue<Integer>();
            return new Place(queue::take, () -> queue.add(1));
        });
        waits("Thread.sleep", () -> new Place(() -> Thread.sleep(SHORT), () -> {}));
        waits("a socket", () -> {
            ServerSocket server = listen();
            return new Place(() -> {
                server.accept().close();
                server.close();
            }, () -> new Socket(server.getInetAddress(), server.getLocalPort()).close());
        });
    }

    private static void waitsForProcesses() {
        waits("the end of a process", () -> {
            Process cat = startCat();
            return new Place(cat::waitFor, () -> cat.getOutputStream().close());
        });
    }

    /** Ends when its input does. */
    private static Process startCat() {
        try {
            return new ProcessBuilder("cat").start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void blockedThreads() {
        var until = new AtomicBoolean();
        blocks("a native call", () -> {
            until.set(false);
            return new Place(() -> {
                while (!until.get()) {
                    Native.usleep(5000);
                }
            }, () -> until.set(true));
        });
        blocks("an announced native call", () -> {
            until.set(false);
            return new Place(() -> {
                while (!until.get()) {
                    GoRuntime.blocking(() -> {
                        Native.usleep(5000);
                        return Unit.UNIT;
                    });
                }
            }, () -> until.set(true));
        });
    }

    private static void lockedThreads() {
        waits("a locked goroutine that waits", () -> {
            var c = Chan.<Integer>make();
            return new Place(() -> {
                GoRuntime.lockOSThread();
                c.receive();
                GoRuntime.unlockOSThread();
            }, () -> c.send(1));
        });
    }

    private static void whatDoesNotWait() {
        goesOn("a go statement", () -> () -> go(() -> {}));
        goesOn("send and receive with a buffer", () -> {
            var c = Chan.<Integer>make(1);
            return () -> {
                c.send(1);
                c.receive();
            };
        });
        goesOn("close", () -> Chan.<Integer>make()::close);
        goesOn("trySend and tryReceive", () -> {
            var c = Chan.<Integer>make(1);
            return () -> {
                c.trySend(1);
                c.tryReceive();
            };
        });
        goesOn("select with a ready case", () -> {
            var c = Chan.<Integer>make(1);
            c.send(1);
            return () -> select(c.receiving(), Chan.<Integer>nil().receiving());
        });
        goesOn("select with default", () -> {
            var c = Chan.<Integer>make();
            return () -> select(c.onReceive(v -> {}), otherwise(() -> {}));
        });
        goesOn("Mutex.lock of a free mutex", () -> {
            var mu = new Mutex();
            return () -> {
                mu.lock();
                mu.unlock();
            };
        });
        goesOn("WaitGroup.done", () -> {
            var wg = new WaitGroup();
            wg.add(1);
            return wg::done;
        });
        goesOn("sleep of nothing", () -> () -> sleep(Duration.ZERO));
        goesOn("setting a timer", () -> () -> Timer.of(Duration.ofHours(1)).stop());
        goesOn("lockOSThread and unlockOSThread", () -> () -> {
            GoRuntime.lockOSThread();
            GoRuntime.unlockOSThread();
        });
    }

    private static void whatGivesWay() {
        GIVES_WAY.put("go statements", () -> () -> go(() -> {}));
        GIVES_WAY.put("sends to a buffer", () -> {
            int size = 1000;
            var last = new AtomicReference<Chan<Integer>>(Chan.make(size));
            return () -> {
                Chan<Integer> c = last.get();
                if (c.len() == size) { // a receive would be another place
                    c = Chan.make(size);
                    last.set(c);
                }
                c.send(1);
            };
        });
        GIVES_WAY.put("receives from a closed channel", () -> {
            var c = Chan.<Integer>make();
            c.close();
            return c::receive;
        });
        GIVES_WAY.put("tries to send", () -> {
            var c = Chan.<Integer>make();
            return () -> c.trySend(1);
        });
        GIVES_WAY.put("tries to receive", () -> Chan.<Integer>make()::tryReceive);
        GIVES_WAY.put("selects with a ready case", () -> {
            var c = Chan.<Integer>make();
            c.close();
            return () -> select(c.receiving(), Chan.<Integer>nil().receiving());
        });
        GIVES_WAY.put("selects with default", () -> {
            var c = Chan.<Integer>make();
            return () -> select(c.onReceive(v -> {}), otherwise(() -> {}));
        });
    }

    private static void whatTakesLong() {
        FOR_LONG.put("locking and unlocking", () -> {
            var mu = new Mutex();
            return () -> {
                mu.lock();
                mu.unlock();
            };
        });
        FOR_LONG.put("computing", () -> Thread::onSpinWait);
        FOR_LONG.put("computing while locked to a thread", () -> () -> {
            GoRuntime.lockOSThread();
            Thread.onSpinWait();
            GoRuntime.unlockOSThread();
        });
        FOR_LONG.put("file I/O", () -> () -> Files.exists(Path.of("/")));
        FOR_LONG.put("collections", () -> System::gc);
    }
}
