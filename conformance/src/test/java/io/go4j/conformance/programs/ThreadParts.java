// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.GoInterruptedException;
import io.go4j.GoRuntime;
import io.go4j.SendChan;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Outsiders that are threads of the JDK: of their own, of a pool, platform threads and virtual ones. */
final class ThreadParts {
    private ThreadParts() {}

    private record Question(long value, Duration delay, SendChan<Long> reply) {}

    /** Threads that end at last, and are waited for. */
    private abstract static class Threads implements Outsider {
        private final List<Thread> started = new CopyOnWriteArrayList<>();

        Thread start(Thread t) {
            started.add(t);
            t.start();
            return t;
        }

        @Override
        public void end() throws Exception {
            for (Thread t : started) {
                t.join();
            }
        }
    }

    /** A thread for each question. */
    private static Outsider oneEach(Consumer<Question> work, Consumer<Thread> prepare) {
        return new Threads() {
            @Override
            public void ask(long value, Duration delay, SendChan<Long> reply) {
                Thread t = new Thread(() -> work.accept(new Question(value, delay, reply)));
                prepare.accept(t);
                start(t);
            }
        };
    }

    private static void answer(Question q) {
        Outsider.answer(q.value(), q.delay(), q.reply());
    }

    static Part sleeps(SplittableRandom r) {
        boolean daemon = r.nextBoolean();
        return Outsider.part("thread that sleeps", Silence.NEVER, r, () -> oneEach(ThreadParts::answer, t -> t.setDaemon(daemon)));
    }

    /** A thread that waits at our door, with a timeout, for what never comes. */
    static Part polls(SplittableRandom r) {
        boolean selects = r.nextBoolean();
        return Outsider.part(selects ? "thread in a select with a timeout" : "thread in a poll", Silence.NEVER, r, () -> oneEach(q -> {
            Chan<Long> never = Chan.make();
            if (selects) {
                select(never.receiving(), after(q.delay()).receiving().map(t -> null));
            } else {
                never.poll(q.delay());
            }
            q.reply().send(q.value());
        }, t -> t.setDaemon(true)));
    }

    /** A thread that waits at our door until it is interrupted, by another thread or by a timer. */
    static Part interrupted(SplittableRandom r) {
        boolean byTimer = r.nextBoolean();
        return Outsider.part("interrupted thread" + (byTimer ? ", by a timer" : ""), Silence.NEVER, r, () -> new Threads() {
            @Override
            public void ask(long value, Duration delay, SendChan<Long> reply) {
                Thread waiting = start(new Thread(() -> {
                    try {
                        Chan.<Long>make().receive();
                    } catch (GoInterruptedException e) {
                        reply.send(value);
                    }
                }));
                if (byTimer) {
                    Timer.afterFunc(delay, waiting::interrupt);
                } else {
                    start(new Thread(() -> {
                        Waits.threadSleeps(delay);
                        waiting.interrupt();
                    }));
                }
            }
        });
    }

    /** What a thread's handler of uncaught exceptions does. */
    static Part dies(SplittableRandom r) {
        return Outsider.part("thread that dies of an exception", Silence.NEVER, r, () -> new Threads() {
            @Override
            public void ask(long value, Duration delay, SendChan<Long> reply) {
                Thread t = new Thread(() -> {
                    throw new IllegalStateException();
                });
                t.setUncaughtExceptionHandler((thread, e) -> Outsider.answer(value, delay, reply));
                start(t);
            }
        });
    }

    /** Threads that answer each question over a channel, through a chain of themselves. Each question goes round often. */
    private static Part answers(String name, Silence silence, SplittableRandom r, Thread.Builder builder) {
        int length = 1 + r.nextInt(3);
        int rounds = 1 + r.nextInt(r.nextInt(1, 600));
        return Outsider.part(name + " " + length + ", " + rounds + " rounds", silence, r, () -> new Threads() {
            private final Chan<Question> first = Chan.make();

            {
                Chan<Question> from = first;
                for (int i = 0; i < length; i++) {
                    Chan<Question> in = from;
                    Chan<Question> out = i < length - 1 ? Chan.make() : null;
                    start(builder.unstarted(() -> {
                        for (Question q : in) {
                            if (out == null) {
                                answer(q);
                            } else {
                                out.send(q);
                            }
                        }
                        if (out != null) {
                            out.close();
                        }
                    }));
                    from = out;
                }
            }

            @Override
            public void ask(long value, Duration delay, SendChan<Long> reply) throws Exception {
                Chan<Long> back = Chan.make();
                for (int i = 1; i < rounds; i++) {
                    first.send(new Question(value, Duration.ZERO, back));
                    if (back.receive() != value) {
                        throw new IllegalStateException("another value came back");
                    }
                }
                first.send(new Question(value, delay, reply));
            }

            @Override
            public void end() throws Exception {
                first.close();
                super.end();
            }
        });
    }

    static Part answers(SplittableRandom r) {
        return answers("threads that answer,", Silence.NEVER, r, Thread.ofPlatform().daemon(r.nextBoolean()));
    }

    static Part virtualAnswers(SplittableRandom r) {
        return answers("virtual threads that answer,", Silence.ALWAYS, r, Thread.ofVirtual());
    }

    static Part virtual(SplittableRandom r) {
        return Outsider.part("virtual thread that sleeps", Silence.ALWAYS, r, () -> (v, delay, reply) ->
                Thread.startVirtualThread(() -> Outsider.answer(v, delay, reply)));
    }

    static Part virtualPolls(SplittableRandom r) {
        return Outsider.part("virtual thread in a poll", Silence.ALWAYS, r, () -> (v, delay, reply) -> Thread.startVirtualThread(() -> {
            Chan.make().poll(delay);
            reply.send(v);
        }));
    }

    static Part ofFactory(SplittableRandom r) {
        return Outsider.part("thread of go4j's factory", Silence.ALWAYS, r, () -> {
            var factory = GoRuntime.threadFactory();
            return (v, delay, reply) -> factory.newThread(() -> Outsider.answer(v, delay, reply)).start();
        });
    }

    /** An executor that is shut down at last, so that its threads have ended. */
    private record Pool(ExecutorService pool) implements Outsider {
        @Override
        public void ask(long value, Duration delay, SendChan<Long> reply) {
            pool.execute(() -> Outsider.answer(value, delay, reply));
        }

        @Override
        public void end() {
            pool.close();
        }
    }

    static Part goroutinePerTask(SplittableRandom r) {
        return Outsider.part("goroutine per task", Silence.IN_PORTABLE_MODE, r, () -> new Pool(GoRuntime.newGoroutinePerTaskExecutor()));
    }

    static Part pool(SplittableRandom r) {
        return Outsider.part("pool of threads", Silence.IN_PORTABLE_MODE, r, () -> new Pool(Executors.newCachedThreadPool()));
    }

    static Part forkJoin(SplittableRandom r) {
        return Outsider.part("fork-join pool", Silence.IN_PORTABLE_MODE, r, () -> new Pool(new ForkJoinPool(2)));
    }

    static Part scheduled(SplittableRandom r) {
        return Outsider.part("scheduled executor", Silence.IN_PORTABLE_MODE, r, () -> {
            var pool = Executors.newScheduledThreadPool(1);
            return new Outsider() {
                @Override
                public void ask(long value, Duration delay, SendChan<Long> reply) {
                    pool.schedule(() -> reply.send(value), delay.toNanos(), TimeUnit.NANOSECONDS);
                }

                @Override
                public void end() {
                    pool.close();
                }
            };
        });
    }

    static Part javaTimer(SplittableRandom r) {
        return Outsider.part("java.util.Timer", Silence.NEVER, r, () -> {
            var timer = new java.util.Timer();
            return new Outsider() {
                @Override
                public void ask(long value, Duration delay, SendChan<Long> reply) {
                    timer.schedule(new java.util.TimerTask() {
                        @Override
                        public void run() {
                            reply.send(value);
                        }
                    }, delay.toMillis());
                }

                @Override
                public void end() {
                    timer.cancel();
                }
            };
        });
    }

    static Part commonPool(SplittableRandom r) {
        return Outsider.part("common pool", Silence.ALWAYS, r, () -> (v, delay, reply) ->
                ForkJoinPool.commonPool().execute(() -> Outsider.answer(v, delay, reply)));
    }

    static Part future(SplittableRandom r) {
        return Outsider.part("completable future", Silence.ALWAYS, r, () -> (v, delay, reply) -> {
            var later = CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS);
            CompletableFuture.runAsync(() -> reply.send(v), later);
        });
    }
}
