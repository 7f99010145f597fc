// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Panic;
import io.go4j.Unit;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Parts of channels, select and nothing else. */
final class ChannelParts {
    private static final long CLOSED = Long.MIN_VALUE;

    private ChannelParts() {}

    static Part add(SplittableRandom r) {
        int k = r.nextInt(10);
        return Part.each("add " + k, k, v -> v);
    }

    /** Fan-out to workers and fan-in of what they give. */
    static Part workers(SplittableRandom r) {
        int n = 1 + r.nextInt(16);
        int capacity = r.nextInt(4);
        return new Part("workers " + n + ", cap " + capacity, 1, Silence.NEVER, in -> {
            Chan<Long> out = Chan.make(capacity);
            var wg = new WaitGroup();
            for (int i = 0; i < n; i++) {
                wg.go(() -> {
                    for (long v : in) {
                        out.send(v + 1);
                    }
                });
            }
            go(() -> {
                wg.await();
                out.close();
            });
            return out;
        });
    }

    /** A chain of goroutines with buffers between them. */
    static Part chain(SplittableRandom r) {
        int n = 1 + r.nextInt(30);
        int capacity = r.nextInt(3);
        return new Part("chain of " + n + ", cap " + capacity, n, Silence.NEVER, in -> {
            Chan<Long> before = Chan.make(capacity);
            go(() -> {
                for (long v : in) {
                    before.send(v);
                }
                before.close();
            });
            Chan<Long> last = before;
            for (int i = 0; i < n; i++) {
                Chan<Long> from = last;
                Chan<Long> to = Chan.make(capacity);
                go(() -> {
                    for (long v : from) {
                        to.send(v + 1);
                    }
                    to.close();
                });
                last = to;
            }
            return last;
        });
    }

    /** Two ways in turn, merged by a select that makes a case nil once its channel is closed. */
    static Part merge(SplittableRandom r) {
        int capacity = r.nextInt(4);
        return Part.of("merge by select, cap " + capacity, 2, (in, out) -> {
            Chan<Long> a = Chan.make(capacity);
            Chan<Long> b = Chan.make(capacity);
            go(() -> {
                boolean left = true;
                for (long v : in) {
                    (left ? a : b).send(v);
                    left = !left;
                }
                a.close();
                b.close();
            });
            boolean aOpen = true;
            boolean bOpen = true;
            while (aOpen || bOpen) {
                long v = select(
                        a.receiving().map(x -> x == null ? CLOSED : x).when(aOpen),
                        (bOpen ? b : Chan.<Long>nil()).receiving().map(x -> x == null ? CLOSED + 1 : x));
                aOpen &= v != CLOSED;
                bOpen &= v != CLOSED + 1;
                if (v > CLOSED + 1) {
                    out.send(v + 2);
                }
            }
        });
    }

    /** A token goes round a ring of goroutines for each value, and carries it. */
    static Part ring(SplittableRandom r) {
        int n = 2 + r.nextInt(20);
        return Part.of("ring of " + n, n, (in, out) -> {
            List<Chan<Long>> ring = new ArrayList<>();
            for (int i = 0; i <= n; i++) {
                ring.add(Chan.make());
            }
            for (int i = 0; i < n; i++) {
                int me = i;
                go(() -> {
                    for (long v : ring.get(me)) {
                        ring.get(me + 1).send(v + 1);
                    }
                    ring.get(me + 1).close();
                });
            }
            for (long v : in) {
                ring.getFirst().send(v);
                out.send(ring.getLast().receive());
            }
            ring.getFirst().close();
        });
    }

    private record Request(long value, Chan<Long> reply) {}

    /** Clients that ask a server, each with a channel for the answer. */
    static Part server(SplittableRandom r) {
        int clients = 1 + r.nextInt(6);
        return Part.of("server with " + clients + " clients", 3, (in, out) -> {
            Chan<Request> requests = Chan.make();
            go(() -> {
                for (Request q : requests) {
                    q.reply().send(q.value() + 3);
                }
            });
            var wg = new WaitGroup();
            for (int i = 0; i < clients; i++) {
                wg.go(() -> {
                    Chan<Long> reply = Chan.make();
                    for (long v : in) {
                        requests.send(new Request(v, reply));
                        out.send(reply.receive());
                    }
                });
            }
            wg.await();
            requests.close();
        });
    }

    /** Goroutines that wait for the close of one channel, for each value. */
    static Part broadcast(SplittableRandom r) {
        int n = 1 + r.nextInt(12);
        return Part.each("close wakes " + n, n, v -> {
            Chan<Unit> start = Chan.make();
            Chan<Long> sum = Chan.make(n);
            for (int i = 0; i < n; i++) {
                go(() -> {
                    start.receive();
                    sum.send(0L);
                });
            }
            gosched();
            start.close();
            long all = v;
            for (int i = 0; i < n; i++) {
                all += sum.receive();
            }
            return all;
        });
    }

    /** A select with a default that polls, and gives way. */
    static Part polling(SplittableRandom r) {
        return Part.of("select with default", 1, (in, out) -> {
            Chan<Long> between = Chan.make(1);
            go(() -> {
                for (long v : in) {
                    while (!between.trySend(v)) {
                        gosched();
                    }
                }
                between.close();
            });
            for (; ; ) {
                Long v = select(between.receiving().map(x -> x == null ? CLOSED : x), otherwiseGet(() -> null));
                if (v == null) {
                    gosched();
                } else if (v == CLOSED) {
                    return;
                } else {
                    out.send(v + 1);
                }
            }
        });
    }

    /** A select with a nil case, one that is switched off, and a timeout that is far away or close. */
    static Part timeouts(SplittableRandom r) {
        Duration timeout = r.nextBoolean() ? Duration.ofNanos(100_000) : Duration.ofHours(1);
        return Part.of("select with timeout " + timeout, 1, (in, out) -> {
            for (; ; ) {
                Long v = select(
                        in.receiving().map(x -> x == null ? CLOSED : x),
                        Chan.<Long>nil().receiving(),
                        in.receiving().when(false),
                        after(timeout).receiving().map(t -> null));
                if (v != null && v == CLOSED) {
                    return;
                }
                if (v != null) {
                    out.send(v + 1);
                }
            }
        });
    }

    /** Sends and receives that give up and try again. */
    static Part giveUp(SplittableRandom r) {
        Duration timeout = Duration.ofNanos(1_000 + r.nextInt(3_000_000));
        return Part.of("tries of " + timeout, 1, (in, out) -> {
            Chan<Long> between = Chan.make();
            go(() -> {
                for (long v : in) {
                    while (!between.trySend(v, timeout)) {
                        gosched();
                    }
                }
                between.close();
            });
            for (; ; ) {
                switch (between.poll(timeout)) {
                    case io.go4j.Received.Value<Long>(Long v) -> out.send(v + 1);
                    case io.go4j.Received.Closed<Long> c -> {
                        return;
                    }
                    case io.go4j.Received.Empty<Long> e -> gosched();
                }
            }
        });
    }

    /** A goroutine that panics for each value, by a send on a closed channel, and recovers. */
    static Part recover(SplittableRandom r) {
        return Part.each("recovered panic", 4, v -> {
            Chan<Long> back = Chan.make(1);
            go(() -> {
                Chan<Long> closed = Chan.make();
                closed.close();
                try {
                    closed.send(v);
                } catch (Panic p) {
                    back.send(p.getMessage().equals("send on closed channel") ? v : 0);
                }
            });
            return back.receive();
        });
    }
}
