// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.panic;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static io.go4j.conformance.TestProg.add;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.context.Context;
import io.go4j.sync.Cond;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.Mutex;
import io.go4j.sync.Once;
import io.go4j.sync.Pool;
import io.go4j.sync.RWMutex;
import io.go4j.sync.Semaphore;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Programs that recurse until the stack overflows, with an operation at each level, catch that, and go on. */
final class OverflowProgs {
    /** Also what a platform thread or a carrier of the JDK has where these programs run, by a flag. */
    static final int STACK_BYTES = 512 << 10;

    private static final int TIMES = 400 * Integer.getInteger("go4j.stress", 1);
    private static final int PAD_MOST = 60;
    private static final int FORMS = 3;
    private static final int LEVELS = 100;

    /** Those that wait each time: to put a stack of thousands of frames away takes a millisecond. */
    private static final Set<String> SLOW = Set.of("echo", "go in a group", "gosched", "errgroup");

    private static final int SLOW_TIMES = TIMES / 10;
    private static final int SLOW_LEVELS = 20;

    private static final Map<String, Op> OPS = new LinkedHashMap<>();
    private static int sink;

    private OverflowProgs() {}

    private interface Op {
        void run() throws Exception;
    }

    static List<String> names() {
        fill();
        return OPS.keySet().stream().filter(name -> !name.equals("echo partner")).toList();
    }

    static void addAll() {
        for (String name : names()) {
            add("Overflow " + name, () -> overflow(name));
        }
    }

    private static void fill() {
        channels();
        locks();
        others();
    }

    private static void channels() {
        Chan<Integer> buffered = Chan.make(2);
        OPS.put("buffered", () -> {
            buffered.trySend(1);
            buffered.tryReceive();
        });
        Chan<Integer> in = Chan.make();
        Chan<Integer> out = Chan.make(1);
        OPS.put("echo", () -> {
            out.tryReceive(); // an answer that an overflow kept from being received
            if (in.trySend(1, Duration.ofSeconds(10))) {
                out.receive();
            }
        });
        OPS.put("echo partner", () -> { // never run: the partner of those who use `in` and `out`
            for (int v : in) {
                out.send(v);
            }
        });
        Chan<Integer> a = Chan.make(1);
        Chan<Integer> b = Chan.make(1);
        OPS.put("select", () -> select(a.onSend(1, () -> {}), b.onSend(1, () -> {}), a.onReceive(v -> {}), b.onReceive(v -> {})));
        OPS.put("select with default", () -> select(a.onReceive(v -> {}), b.onReceive(v -> {}), otherwise(() -> {})));
        OPS.put("select that waits", () -> select(Chan.<Integer>make().onReceive(v -> {}), after(Duration.ofNanos(1)).onReceive(t -> {})));
        OPS.put("close", () -> Chan.<Integer>make().close());
        OPS.put("timed receive", () -> Chan.<Integer>make().poll(Duration.ofNanos(1)));
    }

    private static void locks() {
        var mutex = new Mutex();
        OPS.put("mutex", () -> {
            mutex.lock();
            mutex.unlock();
        });
        var rw = new RWMutex();
        OPS.put("rwmutex, reader", () -> {
            rw.rLock();
            rw.rUnlock();
        });
        OPS.put("rwmutex, writer", () -> {
            rw.lock();
            rw.unlock();
        });
        var group = new WaitGroup();
        OPS.put("waitgroup", () -> {
            group.add(1);
            group.done();
        });
        var semaphore = new Semaphore(1);
        OPS.put("semaphore", () -> {
            semaphore.acquire();
            semaphore.release();
        });
        var condMutex = new Mutex();
        var cond = new Cond(condMutex);
        OPS.put("cond", () -> {
            condMutex.lock();
            try {
                cond.await(Duration.ofNanos(1));
                cond.broadcast();
            } finally {
                condMutex.unlock();
            }
        });
        OPS.put("once", () -> new Once().run(() -> {}));
        var pool = new Pool<Object>(Object::new);
        OPS.put("pool", () -> pool.put(pool.get()));
    }

    private static void others() {
        OPS.put("sleep", () -> sleep(Duration.ofNanos(1)));
        OPS.put("timer", () -> Timer.of(Duration.ofHours(1)).stop());
        OPS.put("timer with function", () -> {
            Timer t = Timer.afterFunc(Duration.ofHours(1), () -> {});
            t.reset(Duration.ofHours(2));
            t.stop();
        });
        var ticker = Ticker.every(Duration.ofMillis(1));
        OPS.put("ticker", () -> ticker.channel().tryReceive());
        OPS.put("go", () -> go(() -> {}));
        OPS.put("go in a group", () -> {
            var group = new WaitGroup();
            group.go(() -> {});
            group.await();
        });
        OPS.put("gosched", () -> gosched());
        OPS.put("context", () -> {
            try (var ctx = Context.background().withCancel()) {
                ctx.withTimeout(Duration.ofHours(1)).done();
            }
        });
        OPS.put("errgroup", () -> {
            try (var group = new ErrGroup()) {
                group.go(() -> {});
                group.await();
            }
        });
        OPS.put("blocking", () -> GoRuntime.blocking(() -> 1));
    }

    private static void overflow(String name) throws Exception {
        GoRuntime.setMaxStack(STACK_BYTES);
        Op partner = OPS.get("echo partner");
        go(partner::run);
        var overflows = Chan.<Integer>make();
        Op op = OPS.get(name);
        int times = SLOW.contains(name) ? SLOW_TIMES : TIMES;
        int levels = SLOW.contains(name) ? SLOW_LEVELS : LEVELS;
        go(() -> {
            var random = new Random(1);
            int n = 0;
            for (int i = 0; i < times; i++) {
                int pad = random.nextInt(PAD_MOST);
                int deepest = dive(pad, i % FORMS, new Dive(op, Integer.MAX_VALUE)); // compiled frames are smaller, so this changes
                n += dive(pad, i % FORMS, new Dive(op, deepest - levels)) > 0 ? 1 : 0;
            }
            overflows.send(n);
        });
        int n = overflows.receive();
        if (n != times) {
            panic(n + " overflows of " + times);
        }
        everythingWorks();
        System.out.println("done");
    }

    /** The operation runs at the levels from {@code from} on: a wait costs more, the deeper the stack is that must be put away. */
    private static final class Dive {
        final Op op;
        final int from;
        int depth;

        Dive(Op op, int from) {
            this.op = op;
            this.from = from;
        }

        void level() throws Exception {
            if (++depth >= from) {
                op.run();
            }
        }
    }

    /** Returns how many levels there were until the stack overflowed. */
    private static int dive(int pad, int form, Dive dive) throws Exception {
        try {
            pad(pad, form, dive);
            return 0;
        } catch (StackOverflowError e) {
            return dive.depth;
        }
    }

    private static int pad(int n, int form, Dive dive) throws Exception {
        if (n > 0) {
            return pad(n - 1, form, dive) + 1;
        }
        return switch (form) {
            case 0 -> small(dive);
            case 1 -> middle(dive, 1, 2, 3);
            default -> large(dive, 1, 2, 3, 4, 5, 6, 7, 8);
        };
    }

    private static int small(Dive dive) throws Exception {
        dive.level();
        return small(dive) + 1;
    }

    private static int middle(Dive dive, long a, long b, long c) throws Exception {
        dive.level();
        return middle(dive, b, c, a) + (int) a;
    }

    private static int large(Dive dive, long a, long b, long c, long d, long e, long f, long g, long h) throws Exception {
        dive.level();
        return large(dive, b, c, d, e, f, g, h, a) + (int) (a + h);
    }

    /** Each operation of all, once, with whatever the overflows have left of what they share; from another goroutine too. */
    private static void everythingWorks() throws Exception {
        for (int i = 0; i < 2; i++) {
            var done = Chan.<String>make();
            go(() -> {
                for (var one : OPS.entrySet()) {
                    if (!one.getKey().equals("echo partner")) {
                        one.getValue().run();
                    }
                }
                done.send("");
            });
            String ended = select(done.receiving(), after(Duration.ofSeconds(20)).receiving().map(t -> "an operation hangs"));
            if (!"".equals(ended)) {
                System.err.println(GoRuntime.stack(true));
                panic(ended);
            }
        }
        for (int i = 0; i < 100; i++) { // on whichever processor: their heaps of timers are whole
            go(() -> {
                sleep(Duration.ofNanos(1000));
                sink++;
            });
            sleep(Duration.ofNanos(1000));
        }
        while (GoRuntime.numGoroutine() > 2) {
            sleep(Duration.ofMillis(1));
        }
    }
}
