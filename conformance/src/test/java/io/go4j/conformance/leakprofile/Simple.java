// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.panic;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import io.go4j.sync.RWMutex;
import io.go4j.sync.WaitGroup;
import java.util.List;

/** One small leak of each kind of wait. (Go: src/runtime/testdata/testgoroutineleakprofile/simple.go.) */
final class Simple {
    private static final Chan<Integer> GLOBAL = Chan.make();

    private Simple() {}

    static List<LeakCase> cases() {
        return List.of(
                LeakCase.of("NilRecv", Simple::nilRecv, "NilRecv.func1 [chan receive (nil chan)] x1"),
                LeakCase.of("NilSend", Simple::nilSend, "NilSend.func1 [chan send (nil chan)] x1"),
                LeakCase.of("SelectNoCases", Simple::selectNoCases, "SelectNoCases.func1 [select (no cases)] x1"),
                LeakCase.of("ChanRecv", Simple::chanRecv, "ChanRecv.func1 [chan receive] x1"),
                LeakCase.of("ChanSend", Simple::chanSend, "ChanSend.func1 [chan send] x1"),
                LeakCase.of("Select", Simple::twoCases, "Select.func1 [select] x1"),
                LeakCase.of("WaitGroup", Simple::waitGroup, "WaitGroup.func1 [sync.WaitGroup.Wait] x1"),
                LeakCase.of("MutexStack", Simple::mutexStack, "MutexStack.func1 [sync.Mutex.Lock] x1000"),
                LeakCase.of("MutexHeap", Simple::mutexHeap, "MutexHeap.func1.1 [sync.Mutex.Lock] x1000"),
                LeakCase.of("Cond", Simple::cond, "Cond.func1 [sync.Cond.Wait] x1"),
                LeakCase.of("RWMutexRLock", Simple::rwMutexRLock, "RWMutexRLock.func1 [sync.RWMutex.RLock] x1"),
                LeakCase.of("RWMutexLock", Simple::rwMutexLock, "RWMutexLock.func1 [sync.Mutex.Lock] x1"),
                LeakCase.of("Mixed", Simple::mixed, "Mixed.func1 [sync.WaitGroup.Wait] x1", "Mixed.func1.1 [chan send] x1"),
                LeakCase.alive("NoLeakGlobal", Simple::noLeakGlobal, 1));
    }

    private static void notReached() {
        panic("not reached");
    }

    private static void nilRecv() {
        go("NilRecv.func1", () -> {
            Chan.<Integer>nil().receive();
            notReached();
        });
    }

    private static void nilSend() {
        go("NilSend.func1", () -> {
            Chan.<Integer>nil().send(0);
            notReached();
        });
    }

    private static void selectNoCases() {
        go("SelectNoCases.func1", () -> {
            select();
            notReached();
        });
    }

    private static void chanRecv() {
        go("ChanRecv.func1", () -> {
            Chan.<Integer>make().receive();
            notReached();
        });
    }

    private static void chanSend() {
        go("ChanSend.func1", () -> {
            Chan.<Integer>make().send(0);
            notReached();
        });
    }

    private static void twoCases() {
        go("Select.func1", () -> {
            select(Chan.<Integer>make().onSend(0, () -> {}), Chan.<Integer>make().onReceive(v -> {}));
            notReached();
        });
    }

    private static void waitGroup() {
        go("WaitGroup.func1", () -> {
            var wg = new WaitGroup();
            wg.add(1);
            wg.await();
            notReached();
        });
    }

    private static void mutexStack() {
        for (int i = 0; i < 1000; i++) {
            go("MutexStack.func1", () -> {
                var mu = new Mutex();
                mu.lock();
                mu.lock();
                notReached();
            });
        }
    }

    private static void mutexHeap() {
        for (int i = 0; i < 1000; i++) {
            go(() -> {
                var mu = new Mutex();
                go("MutexHeap.func1.1", () -> {
                    mu.lock();
                    mu.lock();
                    notReached();
                });
            });
        }
    }

    private static void cond() {
        go("Cond.func1", () -> {
            var cond = new Cond(new Mutex());
            cond.lock().lock();
            cond.await();
            notReached();
        });
    }

    private static void rwMutexRLock() {
        go("RWMutexRLock.func1", () -> {
            var mu = new RWMutex();
            mu.lock();
            mu.rLock();
            notReached();
        });
    }

    private static void rwMutexLock() {
        go("RWMutexLock.func1", () -> {
            var mu = new RWMutex();
            mu.lock();
            mu.lock();
            notReached();
        });
    }

    private static void mixed() {
        go("Mixed.func1", () -> {
            var ch = Chan.<Integer>make();
            var wg = new WaitGroup();
            wg.add(1);
            go("Mixed.func1.1", () -> {
                ch.send(0);
                wg.done();
                notReached();
            });
            wg.await();
            ch.receive();
            notReached();
        });
    }

    private static void noLeakGlobal() {
        go(GLOBAL::receive);
    }
}
