// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.List;

/** A follower waits, with the lock, for the channel that the leader would close under the lock. (Go: goker/etcd7902.go.) */
final class Etcd7902 {
    private static final int ROUNDS = 100;

    private Etcd7902() {}

    private static final class Election {
        Chan<Boolean> next = Chan.make();
    }

    private static final class RoundClient {
        final boolean leads;
        final Election election;
        Chan<Boolean> seen = Chan.nil();

        RoundClient(boolean leads, Election election) {
            this.leads = leads;
            this.election = election;
        }

        void validate() {
            seen = election.next;
        }

        void release() {
            if (leads) {
                election.next.close();
                election.next = Chan.make();
            }
            seen.receive();
        }
    }

    private static void runElectionFunc() {
        var election = new Election();
        doRounds(List.of(new RoundClient(true, election), new RoundClient(false, election), new RoundClient(false, election)));
    }

    private static void doRounds(List<RoundClient> clients) {
        var mu = new Mutex();
        var wg = new WaitGroup();
        wg.add(clients.size());
        for (RoundClient client : clients) {
            go("doRounds.func1", () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    mu.lock();
                    client.validate();
                    mu.unlock();
                    sleep(Duration.ofMillis(10));
                    mu.lock();
                    client.release();
                    mu.unlock();
                }
                wg.done();
            });
        }
        wg.await();
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(Etcd7902::runElectionFunc);
        }
    }
}
