// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.sched.Sched;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;

/** Shows the JIT, while a program's first thousands of goroutines are being started, what happens when they go on. */
final class Training {
    /*
     * The JIT leaves out code that it has never seen run. A program that starts a million goroutines, all of which wait, gets a `receive`
     * compiled that cannot return: when they are woken, each of their frames must be thrown back into the interpreter, one by one, at 20
     * us each (measured: 22 s for a million). So at a thousand goroutines, and at each doubling up to 40,000, the goroutine that starts
     * them waits and goes on a few dozen times itself, in every common way, each time for a helper that runs next on its processor: about
     * 0.1 ms in all. The helpers count as system goroutines. Programs with fewer goroutines never come here.
     */
    private static final int TIMES = 50;

    private Training() {}

    @SuppressWarnings("LockNotBeforeTry") // the helper unlocks
    static void run() {
        Chan<Integer> ch = Chan.make();
        Chan<Integer> nil = Chan.nil();
        Mutex mutex = new Mutex();
        for (int i = 0; i < TIMES; i++) {
            int v = i;
            Sched.spawnSystem((GoBody) () -> ch.send(v));
            ch.receive();
            Sched.spawnSystem((GoBody) ch::receive);
            ch.send(v);
            Sched.spawnSystem((GoBody) () -> ch.send(v));
            Go4j.select(ch.receiving(), nil.receiving());
            Sched.spawnSystem((GoBody) ch::receive);
            Go4j.select(ch.sending(v), nil.receiving());
            mutex.lock();
            Sched.spawnSystem((GoBody) mutex::unlock);
            mutex.lock();
            mutex.unlock();
            WaitGroup group = new WaitGroup();
            group.add(1);
            Sched.spawnSystem((GoBody) group::done);
            group.await();
        }
    }
}
