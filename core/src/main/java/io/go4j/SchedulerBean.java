// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.carrier.StackTable;
import io.go4j.diag.DebugPort;
import io.go4j.diag.GoroutineFilter;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.Metric;
import io.go4j.diag.Place;
import io.go4j.diag.ProcessorInfo;
import io.go4j.diag.SchedulerMXBean;
import io.go4j.diag.StackGroups;
import io.go4j.diag.Traceback;
import io.go4j.diag.VirtualThreadInfo;
import io.go4j.sched.Deadlock;
import io.go4j.sched.ForeignThreads;
import io.go4j.sched.Metrics;
import io.go4j.sched.World;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/** The scheduler's JMX bean. */
final class SchedulerBean implements SchedulerMXBean {
    private static final String NAME = "io.go4j:type=Scheduler";
    private static final int LONGEST_SHOWN = 50;

    /** Weak: a thread that has ended and is referred to looks like a shutdown hook to the deadlock detector of portable mode. */
    private static @Nullable WeakReference<Thread> registering;
    private static boolean registered;

    private SchedulerBean() {}

    /** Registers it, on a thread of its own: the first use of JMX takes tens of milliseconds. */
    static synchronized void register() {
        if ("false".equals(System.getProperty("go4j.jmx"))) {
            return;
        }
        Thread t = new Thread(SchedulerBean::registerNow, "go4j-jmx");
        t.setDaemon(true);
        t.setContextClassLoader(ClassLoader.getSystemClassLoader());
        registering = new WeakReference<>(t);
        t.start();
    }

    /** Takes it back, after the runtime was shut down: it would keep our class loader. */
    static synchronized void unregister() throws InterruptedException {
        if (registering == null) {
            return;
        }
        Thread t = registering.get();
        if (t != null) {
            t.join();
        }
        if (registered) {
            registered = false;
            RunFile.remove();
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(NAME));
            } catch (InstanceNotFoundException e) {
                // somebody else has done it
            } catch (JMException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void registerNow() {
        try {
            var bean = new StandardMBean(new SchedulerBean(), SchedulerMXBean.class, true);
            ManagementFactory.getPlatformMBeanServer().registerMBean(bean, new ObjectName(NAME));
            registered = true; // seen by unregister after the join
            RunFile.write();
        } catch (InstanceAlreadyExistsException e) {
            // another copy of go4j in this JVM, in a class loader of its own, was faster
        } catch (JMException | LinkageError | RuntimeException e) {
            System.err.println("go4j: the JMX bean " + NAME + " is not there: " + e);
        } catch (OutOfMemoryError e) {
            // a program that has no memory has other things to say
        }
    }

    @Override
    public int getGomaxprocs() {
        Deadlock.lookedInto();
        return GoRuntime.gomaxprocs();
    }

    @Override
    public void setGomaxprocs(int n) {
        GoRuntime.gomaxprocs(n);
    }

    @Override
    public int getGoroutines() {
        return GoRuntime.numGoroutine();
    }

    @Override
    public long getThreads() {
        return count("/sched/threads/total:threads");
    }

    @Override
    public long getRunnable() {
        return count("/sched/goroutines/runnable:goroutines");
    }

    @Override
    public long getHandoffs() {
        return count("/go4j/sched/handoffs:events");
    }

    private static long count(String name) {
        return GoRuntime.metrics().get(name) instanceof Metric.Count c ? c.value() : 0;
    }

    @Override
    public Map<String, Double> getMetrics() {
        var numbers = new TreeMap<String, Double>();
        for (Metric m : GoRuntime.metrics().values()) {
            switch (m) {
                case Metric.Count c -> numbers.put(c.name(), (double) c.value());
                case Metric.Amount a -> numbers.put(a.name(), a.value());
                case Metric.Histogram h -> {
                    numbers.put(h.name() + " median", h.quantile(0.5));
                    numbers.put(h.name() + " 99%", h.quantile(0.99));
                }
            }
        }
        return numbers;
    }

    @Override
    public String dump() {
        Deadlock.lookedInto();
        return GoRuntime.stack(true);
    }

    @Override
    public String getVersion() {
        Deadlock.lookedInto();
        return version();
    }

    static String version() {
        String version = SchedulerBean.class.getPackage().getImplementationVersion();
        return version == null ? "of unknown version" : version;
    }

    @Override
    public boolean isFullMode() {
        return GoRuntime.isFullMode();
    }

    @Override
    public List<ProcessorInfo> getProcessors() {
        Deadlock.lookedInto();
        return Metrics.processors();
    }

    @Override
    public String stacks(boolean grouped, String[] filters) {
        Deadlock.lookedInto();
        GoroutineFilter filter = GoroutineFilter.of(List.of(filters));
        if (filter.asksForTimes() && !GoRuntime.isFullMode()) {
            throw new UnsupportedOperationException("portable mode does not know how long goroutines have been there or have waited");
        }
        String stacks = text(World.walk(), grouped, filter);
        var rest = new StringBuilder(threads(grouped, filter));
        if (stacks.isEmpty() && !rest.isEmpty()) {
            rest.deleteCharAt(0); // the line between the two
        }
        Report.appendCycles(rest, filter::test);
        return stacks + rest;
    }

    /** Virtual threads that are no goroutines, after an empty line; nothing if there are none. */
    private static String threads(boolean grouped, GoroutineFilter filter) {
        List<VirtualThreadInfo> threads = ForeignThreads.all().stream().filter(filter::test).toList();
        if (!grouped || threads.isEmpty()) {
            return Traceback.formatThreads(threads);
        }
        var groups = new StackGroups("virtual thread");
        threads.forEach(groups::add);
        return "\n" + groups;
    }

    @Override
    public String leaks(boolean grouped) {
        return leaks(grouped, new String[0]);
    }

    @Override
    public String leaks(boolean grouped, String[] filters) {
        Deadlock.lookedInto();
        GoroutineFilter filter = GoroutineFilter.of(List.of(filters));
        World.Walk walk = World.walkLeaked();
        return walk.size() == 0 ? "" : text(walk, grouped, filter);
    }

    @Override
    public byte[] profile(String name, int debug, int seconds) {
        Deadlock.lookedInto();
        return ProfileFile.take(name, debug, seconds, true);
    }

    @Override
    public byte[] profileWithoutCollection(String name, int debug, int seconds) {
        Deadlock.lookedInto();
        return ProfileFile.take(name, debug, seconds, false);
    }

    @Override
    public String listenForDebuggers(String address) {
        Deadlock.lookedInto();
        DebugPort port = ServiceLoader.load(DebugPort.class, DebugPort.class.getClassLoader()).findFirst().orElse(null);
        try {
            return port == null ? "" : port.listen(address);
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static String text(World.Walk walk, boolean grouped, GoroutineFilter filter) {
        StackGroups groups = new StackGroups();
        StringBuilder all = new StringBuilder();
        var stacks = new StackTable();
        for (int i = 0; i < walk.size(); i++) {
            GoroutineInfo g = walk.at(i, stacks);
            if (g == null || !filter.test(g)) {
                continue;
            }
            if (grouped) {
                groups.add(g);
            } else {
                all.append(all.isEmpty() ? "" : "\n");
                Traceback.append(all, g);
            }
        }
        return grouped ? groups.toString() : all.toString();
    }

    @Override
    public List<Place> places(int atMost) {
        Deadlock.lookedInto();
        World.Walk walk = World.walk();
        var stacks = new StackTable();
        int step = Math.max(1, (int) Math.ceilDiv((long) walk.size(), Math.max(1, atMost)));
        var places = new Place.Count();
        for (int i = 0; i < walk.size(); i += step) {
            GoroutineInfo g = walk.at(i, stacks);
            if (g != null) {
                places.add(g, step);
            }
        }
        for (int i : walk.longestAway(LONGEST_SHOWN)) {
            GoroutineInfo g = i % step == 0 ? null : walk.at(i);
            if (g != null) {
                places.add(g, 0);
            }
        }
        List<VirtualThreadInfo> threads = ForeignThreads.all();
        int every = Math.max(1, (int) Math.ceilDiv((long) threads.size(), Math.max(1, atMost)));
        for (int i = 0; i < threads.size(); i += every) {
            places.add(threads.get(i), every);
        }
        return places.mostFirst();
    }
}
