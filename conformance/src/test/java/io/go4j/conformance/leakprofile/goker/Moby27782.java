// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import java.util.HashSet;
import java.util.Set;

/** A reader of logs would wait for a change that is ignored, if its close came between; here it comes late. (Go: goker/moby27782.go.) */
final class Moby27782 {
    private Moby27782() {}

    private enum Op {
        CREATE,
        WRITE
    }

    private static final class Watcher {
        final Chan<Op> events = Chan.make();
        final Mutex mu = new Mutex();
        final Cond changed = new Cond(mu);
        final Chan<Unit> done = Chan.make();

        void readEvents() {
            boolean goesOn = true;
            while (goesOn && !done.isClosed()) {
                var event = Op.WRITE;
                if (!isIgnored(event)) {
                    gosched();
                    goesOn = select(events.sending(event).map(() -> true), done.receiving().map(v -> false));
                }
            }
            events.close();
        }

        private boolean isIgnored(Op event) {
            if (event == Op.WRITE) {
                gosched();
                return false;
            }
            mu.lock();
            changed.broadcast();
            mu.unlock();
            return true;
        }

        void remove() {
            mu.lock();
            for (; ; ) {
                changed.await();
                gosched();
            }
        }
    }

    private static final class JsonFileLogger {
        final Mutex mu = new Mutex();
        final Set<Chan<Unit>> readers = new HashSet<>();

        void readLogs(Chan<Unit> closeNotifier) {
            mu.lock();
            try {
                readers.add(closeNotifier);
                followLogs(closeNotifier);
            } finally {
                mu.unlock();
            }
        }

        private static void followLogs(Chan<Unit> closeNotifier) {
            var watcher = new Watcher();
            go(watcher::readEvents);
            gosched();
            select(watcher.events.onReceive(v -> {}), closeNotifier.onReceive(v -> watcher.remove()));
            watcher.done.close();
        }

        void close() {
            mu.lock();
            readers.forEach(Chan::close);
            readers.clear();
            mu.unlock();
        }
    }

    private static void initializeStdio() {
        var logger = new JsonFileLogger();
        var closeNotifier = Chan.<Unit>make();
        go("JSONFileLogger.readLogs", () -> logger.readLogs(closeNotifier));
        logger.close(); // what came after failed
    }

    static void run() {
        for (int i = 0; i < Goker.VERY_MANY; i++) {
            go(Moby27782::initializeStdio);
        }
    }
}
