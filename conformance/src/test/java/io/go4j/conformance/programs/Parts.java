// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The kinds of parts, by name. Their order is part of what a seed means. */
final class Parts {
    /** Makes a part; the random numbers decide how large it is and how long it waits. */
    @FunctionalInterface
    interface Kind {
        /** Starts nothing yet. */
        Part make(SplittableRandom r);
    }

    private Parts() {}

    /** Goroutines and what go4j has for them, and nobody else. */
    static Map<String, Kind> inside(boolean full) {
        Map<String, Kind> all = new LinkedHashMap<>();
        all.put("add", ChannelParts::add);
        all.put("workers", ChannelParts::workers);
        all.put("chain", ChannelParts::chain);
        all.put("merge", ChannelParts::merge);
        all.put("ring", ChannelParts::ring);
        all.put("server", ChannelParts::server);
        all.put("broadcast", ChannelParts::broadcast);
        all.put("polling", ChannelParts::polling);
        all.put("timeouts", ChannelParts::timeouts);
        all.put("giveUp", ChannelParts::giveUp);
        all.put("recover", ChannelParts::recover);
        all.put("queue", SyncParts::queue);
        all.put("readers", SyncParts::readers);
        all.put("semaphore", SyncParts::semaphore);
        all.put("group", SyncParts::group);
        all.put("once", SyncParts::once);
        all.put("canceled", SyncParts::canceled);
        all.put("deadline", SyncParts::deadline);
        all.put("timer", SyncParts::timer);
        all.put("ticker", SyncParts::ticker);
        all.put("stoppedTimer", SyncParts::stoppedTimer);
        all.put("gosched", SyncParts::givesWay);
        all.put("blocking", SyncParts::blocking);
        all.put("goexits", SyncParts::goexits);
        if (full) {
            all.put("locked", SyncParts::locked);
        }
        return all;
    }

    /** Parts in which somebody wakes a goroutine who is none, or looks on. */
    static Map<String, Kind> outside(boolean full) {
        Map<String, Kind> all = new LinkedHashMap<>();
        all.put("thread", ThreadParts::sleeps);
        all.put("threadPolls", ThreadParts::polls);
        all.put("threadInterrupted", ThreadParts::interrupted);
        all.put("threadDies", ThreadParts::dies);
        all.put("threadAnswers", ThreadParts::answers);
        all.put("virtual", ThreadParts::virtual);
        all.put("virtualPolls", ThreadParts::virtualPolls);
        all.put("virtualAnswers", ThreadParts::virtualAnswers);
        all.put("factory", ThreadParts::ofFactory);
        all.put("perTask", ThreadParts::goroutinePerTask);
        all.put("pool", ThreadParts::pool);
        all.put("forkJoin", ThreadParts::forkJoin);
        all.put("scheduled", ThreadParts::scheduled);
        all.put("javaTimer", ThreadParts::javaTimer);
        all.put("commonPool", ThreadParts::commonPool);
        all.put("future", ThreadParts::future);
        all.put("signalRaised", NativeParts::raised);
        all.put("signalKilled", NativeParts::killed);
        all.put("usleep", NativeParts::usleep);
        all.put("pthread", NativeParts::pthread);
        all.put("nativeTimer", NativeParts::nativeTimer);
        if (full) {
            all.put("qsort", NativeParts::qsort); // its callback keeps the thread, of which portable mode may have but one
        }
        all.put("finalizer", CollectorParts::finalizer);
        all.put("cleaner", CollectorParts::cleaner);
        all.put("commonCleaner", CollectorParts::commonCleaner);
        all.put("referenceQueue", CollectorParts::referenceQueue);
        all.put("collectorListener", CollectorParts::collectorListener);
        all.put("memoryListener", CollectorParts::memoryListener);
        all.put("processHandle", WorldParts::processHandle);
        all.put("processExit", WorldParts::processExit);
        all.put("process", WorldParts::process);
        all.put("echo", WorldParts::echo);
        all.put("pipe", WorldParts::pipe);
        all.put("file", WorldParts::file);
        all.put("asynchronousFile", WorldParts::asynchronousFile);
        all.put("jmx", WorldParts::jmx);
        all.put("jdkWaits", JdkParts::waits);
        all.put("jdkSleeps", JdkParts::sleeps);
        all.put("looks", JdkParts::looks);
        all.put("looksByThread", JdkParts::looksByThread);
        return all;
    }

    static <T> T pick(List<T> from, SplittableRandom r) {
        return from.get(r.nextInt(from.size()));
    }

    static List<String> names(boolean full) {
        List<String> all = new ArrayList<>(inside(full).keySet());
        all.addAll(outside(full).keySet());
        return all;
    }
}
