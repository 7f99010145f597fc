// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.panic;
import static io.go4j.conformance.TestProg.add;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import io.go4j.sync.RWMutex;
import io.go4j.sync.SingleFlight;

/** Programs that misuse locks, or panic under others. (Go: src/sync, golang.org/x/sync.) */
final class SyncProgs {
    private SyncProgs() {}

    static void addAll() {
        add("MutexUnlock", () -> caught(() -> new Mutex().unlock()));
        add("MutexUnlock2", () -> caught(() -> {
            var mu = new Mutex();
            mu.lock();
            mu.unlock();
            mu.unlock();
        }));
        add("VirtualThreadFatal", () -> Thread.startVirtualThread(() -> new Mutex().unlock()).join());
        add("RWMutexUnlock", () -> caught(() -> new RWMutex().unlock()));
        add("RWMutexUnlock2", () -> caught(() -> {
            var rw = new RWMutex();
            rw.rLock();
            rw.unlock();
        }));
        add("RWMutexUnlock3", () -> caught(() -> {
            var rw = new RWMutex();
            rw.lock();
            rw.unlock();
            rw.unlock();
        }));
        add("RWMutexRUnlock", () -> caught(() -> new RWMutex().rUnlock()));
        add("RWMutexRUnlock2", () -> caught(() -> {
            var rw = new RWMutex();
            rw.lock();
            rw.rUnlock();
        }));
        add("RWMutexRUnlock3", () -> caught(() -> {
            var rw = new RWMutex();
            rw.rLock();
            rw.rUnlock();
            rw.rUnlock();
        }));
        add("SingleflightPanicDoChan", () -> {
            var flight = new SingleFlight<String, String>();
            flight.runChan("key", () -> {
                throw panic("Panicking in DoChan");
            }).receive();
        });
        add("SingleflightPanicDoShared", () -> {
            var flight = new SingleFlight<String, String>();
            var blocked = Chan.<Unit>make();
            var unblock = Chan.<Unit>make();
            go(() -> caught(() -> flight.run("key", () -> {
                blocked.send(Unit.UNIT);
                unblock.receive();
                throw panic("Panicking in Do");
            })));
            blocked.receive();
            var ch = flight.runChan("key", () -> "not reached");
            unblock.close();
            ch.receive();
        });
    }

    /** A fatal error is not for catching. */
    private static void caught(Runnable misuse) {
        try {
            misuse.run();
        } catch (Throwable t) {
            System.out.println("caught " + t);
        }
        System.out.println("test completed");
    }
}
