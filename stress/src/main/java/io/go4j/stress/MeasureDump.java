// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.diag.GoroutineStatus;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** What a dump of very many goroutines costs: time, heap, and for how long the program stood still. Part of {@link Measure}. */
final class MeasureDump {
    /*
     * "Stood still" is felt, not looked up: a goroutine and an ordinary thread wait for 1 ms again and again, and note the longest time
     * from one waking to the next. They are watched for as long without a dump as well, once idle and once while a thread makes as much
     * garbage as the dump did: what stands still then is the machine's and the collector's.
     *
     * Whatever -Xmx is, the heap is filled up until 1 GB is free: a dump that needed more would fail. `Most used` counts garbage too.
     */
    private static final Duration TICK = Duration.ofMillis(1);
    private static final int DEPTH = 5;
    private static final long ROOM = 1L << 30;
    private static final int PIECE = 100_000;

    /** What a dump makes for each goroutine, about; afterwards it is known. */
    private static final long GARBAGE_EACH = 1_600;

    private static final Mutex LOCKED = new Mutex();
    private static final WaitGroup NEVER = new WaitGroup();

    private final AtomicLong longestCollection = new AtomicLong();
    private final AtomicLong collections = new AtomicLong();
    private volatile boolean stop;
    private final AtomicLong goroutineGap = new AtomicLong();
    private final AtomicLong goroutineTicks = new AtomicLong();
    private final AtomicLong threadGap = new AtomicLong();

    /** So that garbage is made at all. */
    @SuppressWarnings("UnusedVariable")
    private volatile Object sink;


    /** Counts what is written. */
    private static final class Counter extends OutputStream {
        long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int from, int n) {
            bytes += n;
        }
    }

    static void run(int n) throws IOException {
        new MeasureDump().measure(n);
    }

    private void measure(int n) throws IOException {
        listen();
        List<Goroutine> all = park(n);
        Thread.ofPlatform().daemon().start(this::tickOnThread);
        Go4j.go(this::tickOnGoroutine);
        System.gc();
        long stacks = used();
        List<byte[]> filling = fill(Runtime.getRuntime().maxMemory() - stacks - ROOM);
        System.gc(); // now all stands where long-lived objects are
        long live = used();
        System.out.printf("%s: %d goroutines in 6 places, %d MB; with %d MB of filling, %d MB of the heap are free%n",
                ManagementFactory.getGarbageCollectorMXBeans().getFirst().getName(), GoRuntime.numGoroutine(), stacks >> 20,
                (live - stacks) >> 20, (Runtime.getRuntime().maxMemory() - live) >> 20);
        watch("idle", live, () -> Go4j.sleep(Duration.ofSeconds(5)));
        long garbage = GARBAGE_EACH * n;
        for (int debug : new int[] {1, 1, 1, 0}) {
            long like = garbage;
            watch("as much garbage, no dump", live, () -> garbage(like));
            var out = new Counter();
            garbage = watch("dump, debug=" + debug, live, () -> GoRuntime.lookup("goroutine").writeTo(out, debug));
            System.out.printf("    %,d bytes written%n", out.bytes);
            if (out.bytes == 0) {
                throw new IllegalStateException("nothing was written");
            }
        }
        stop = true;
        if (all.isEmpty() || filling.isEmpty()) { // they are held until here
            throw new IllegalStateException();
        }
    }

    /** Fills the heap up, with objects that every collector treats as ordinary ones. */
    private static List<byte[]> fill(long bytes) {
        if (bytes <= 0) {
            throw new IllegalStateException("less than 1 GB of the heap would be free; give it more by -Xmx");
        }
        List<byte[]> filling = new ArrayList<>();
        for (long done = 0; done < bytes; done += PIECE) {
            filling.add(new byte[PIECE]);
        }
        return filling;
    }

    /** Starts {@code n} goroutines that wait for six different things, a few calls deep. */
    private static List<Goroutine> park(int n) {
        LOCKED.lock();
        NEVER.add(1);
        List<Goroutine> all = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            int kind = i % 6;
            Chan<Integer> c = Chan.make(); // one for each, as in a server; held by the goroutine alone but for the list
            GoBody body = switch (kind) {
                case 0 -> c::receive;
                case 1 -> () -> c.send(1);
                case 2 -> () -> Go4j.select(c.onReceive(v -> {}), Chan.<Integer>nil().onReceive(v -> {}));
                case 3 -> LOCKED::lock;
                case 4 -> NEVER::await;
                default -> () -> Go4j.sleep(Duration.ofHours(10));
            };
            all.add(Go4j.go(() -> call(DEPTH, body)));
        }
        for (Goroutine g : all) {
            while (g.status() != GoroutineStatus.WAITING) {
                Go4j.gosched();
            }
        }
        return all;
    }

    private static void call(int depth, GoBody body) throws Exception {
        if (depth == 0) {
            body.run();
        } else {
            call(depth - 1, body);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Runs {@code work} and prints what was felt meanwhile. Returns how many bytes were allocated. */
    private long watch(String what, long live, Work work) throws IOException {
        List<MemoryPoolMXBean> heap = heapPools();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        longestCollection.set(0);
        collections.set(0);
        goroutineGap.set(0);
        goroutineTicks.set(0);
        threadGap.set(0);
        var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getTotalThreadAllocatedBytes();
        var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = process.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (process.getProcessCpuTime() - cpu) / 1e9;
        long allocated = memory.getTotalThreadAllocatedBytes() - before;
        Go4j.sleep(Duration.ofMillis(100)); // so that a gap which has begun is seen, and what the collector has told
        long peak = heap.stream().mapToLong(p -> p.getPeakUsage().getUsed()).sum();
        System.out.printf(Locale.ROOT, "%s: %.2f s, %.2f s of CPU time, %d MB allocated, most used %d MB above what is live%n",
                what, seconds, cpuSeconds, allocated >> 20, (peak - live) >> 20);
        System.out.printf(Locale.ROOT, "    longest gap of a goroutine %.1f ms (%d ticks), of a thread %.1f ms;"
                + " collections %d, the longest %d ms%n",
                goroutineGap.get() / 1e6, goroutineTicks.get(), threadGap.get() / 1e6, collections.get(), longestCollection.get());
        return allocated;
    }

    private void garbage(long bytes) {
        for (long done = 0; done < bytes; done += 1 << 10) {
            sink = new byte[(1 << 10) - 16];
        }
    }

    private void tickOnGoroutine() {
        long last = System.nanoTime();
        while (!stop) {
            Go4j.sleep(TICK);
            long now = System.nanoTime();
            goroutineGap.accumulateAndGet(now - last - TICK.toNanos(), Math::max);
            goroutineTicks.incrementAndGet();
            last = now;
        }
    }

    private void tickOnThread() {
        long last = System.nanoTime();
        while (!stop) {
            LockSupport.parkNanos(TICK.toNanos());
            long now = System.nanoTime();
            threadGap.accumulateAndGet(now - last - TICK.toNanos(), Math::max);
            last = now;
        }
    }

    private void listen() {
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (gc.getName().contains("Concurrent")) {
                continue; // does not stop anybody for as long as it takes
            }
            ((NotificationEmitter) gc).addNotificationListener((n, handback) -> {
                if (n.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                    var info = GarbageCollectionNotificationInfo.from((CompositeData) n.getUserData());
                    longestCollection.accumulateAndGet(info.getGcInfo().getDuration(), Math::max);
                    collections.incrementAndGet();
                }
            }, null, null);
        }
    }

    private static List<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(p -> p.getType() == MemoryType.HEAP).toList();
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
