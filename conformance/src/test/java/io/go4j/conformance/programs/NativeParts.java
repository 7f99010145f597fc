// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.go4j.Chan;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Outsiders from below: signals, and native code that calls back. What needs Linux says so. */
final class NativeParts {
    private static final String[] SIGNALS = {"HUP", "INT", "TERM", "USR1", "USR2", "WINCH", "CONT"};
    private static final String NEVER_IGNORED = "USR2";

    private NativeParts() {}

    // --- signals, by reflection since javac warns of the class in a way that cannot be switched off

    /**
     * Sets a handler for a signal, as {@code sun.misc.Signal.handle} does. Returns false if nothing was set: the JVM leaves a signal alone
     * which was ignored when it started, as an interrupt is in a shell's background.
     */
    static boolean handle(String signal, Runnable handler) throws ReflectiveOperationException {
        Class<?> signals = Class.forName("sun.misc.Signal");
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(handlers.getClassLoader(), new Class<?>[] {handlers}, (self, method, args) -> {
            if (method.getName().equals("handle")) {
                handler.run();
            }
            return null;
        });
        Object before = signals.getMethod("handle", signals, handlers)
                .invoke(null, signals.getConstructor(String.class).newInstance(signal), proxy);
        return before != handlers.getField("SIG_IGN").get(null);
    }

    /** The same for {@code signal}, or for one that is not ignored. Returns which. */
    private static String handleAny(String signal, Runnable handler) throws ReflectiveOperationException {
        if (handle(signal, handler)) {
            return signal;
        }
        handle(NEVER_IGNORED, handler);
        return NEVER_IGNORED;
    }

    private static void raise(String signal) throws ReflectiveOperationException {
        Class<?> signals = Class.forName("sun.misc.Signal");
        signals.getMethod("raise", signals).invoke(null, signals.getConstructor(String.class).newInstance(signal));
    }

    /** A signal that the program sends itself; the handler takes its time. */
    static Part raised(SplittableRandom r) {
        String signal = SIGNALS[r.nextInt(SIGNALS.length)];
        return Outsider.part("SIG" + signal + " raised", Silence.ALWAYS, r, () -> (v, delay, reply) -> {
            raise(handleAny(signal, () -> Outsider.answer(v, delay, reply)));
        });
    }

    /** A signal from another process, which is no child of this one any more when it sends it. */
    static Part killed(SplittableRandom r) {
        String signal = SIGNALS[r.nextInt(SIGNALS.length)];
        return Outsider.part("SIG" + signal + " from another process", Silence.ALWAYS, r, () -> (v, delay, reply) -> {
            String handled = handleAny(signal, () -> reply.send(v));
            inAMoment(delay, "kill -" + handled + " " + ProcessHandle.current().pid());
        });
    }

    /** The shell does this when the delay is over, without that anybody here waits for it. */
    private static void inAMoment(Duration delay, String command) throws IOException, InterruptedException {
        String script = "(sleep " + delay.toMillis() / 1e3 + "; " + command + ") >/dev/null 2>&1 </dev/null &";
        new ProcessBuilder("sh", "-c", script).start().waitFor();
    }

    // --- native code

    private static final class C {
        static final MethodHandle USLEEP = function("usleep", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        static final MethodHandle QSORT = function("qsort", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));
        static final MethodHandle PTHREAD_CREATE =
                function("pthread_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        static final MethodHandle PTHREAD_DETACH = function("pthread_detach", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

        @SuppressWarnings("restricted") // native code is what this class is for
        static MethodHandle function(String name, FunctionDescriptor signature) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), signature);
        }

        @SuppressWarnings("restricted")
        static MemorySegment callback(String method, FunctionDescriptor signature) {
            try {
                MethodType type = signature.toMethodType();
                MethodHandle target = MethodHandles.lookup().findStatic(NativeParts.class, method, type);
                return Linker.nativeLinker().upcallStub(target, signature, Arena.global());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static RuntimeException failed(Throwable t) {
        return new IllegalStateException("native code", t);
    }

    /** What callbacks answer, by the number that the native code hands through. */
    private static final Map<Long, Runnable> ANSWERS = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private static long register(Runnable answer) {
        long number = NUMBERS.incrementAndGet();
        ANSWERS.put(number, answer);
        return number;
    }

    private static void answer(long number) {
        try {
            ANSWERS.remove(number).run();
        } catch (Throwable t) { // out of an upcall it would end the JVM in a way that nobody understands
            t.printStackTrace();
        }
    }

    /** A call that blocks in the kernel; without a callback, but native code has been called. */
    static Part usleep(SplittableRandom r) {
        int micros = r.nextInt(60_000);
        return Part.of("usleep " + micros, 1, Silence.ALWAYS, (in, out) -> {
            boolean first = true;
            for (long v : in) {
                if (first) {
                    try {
                        int ignored = (int) C.USLEEP.invokeExact(micros);
                    } catch (Throwable t) {
                        throw failed(t);
                    }
                    first = false;
                }
                out.send(v + 1);
            }
        });
    }

    private static MemorySegment startRoutine(MemorySegment number) {
        answer(number.address());
        return MemorySegment.NULL;
    }

    /** A thread that native code starts, and that calls back; it lasts as long as the callback. */
    static Part pthread(SplittableRandom r) {
        return Outsider.part("native thread that calls back", Silence.ALWAYS, r, () -> {
            MemorySegment callback = C.callback("startRoutine", FunctionDescriptor.of(ADDRESS, ADDRESS));
            return (v, delay, reply) -> {
                MemorySegment number = MemorySegment.ofAddress(register(() -> Outsider.answer(v, delay, reply)));
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment id = arena.allocate(JAVA_LONG);
                    int status = (int) C.PTHREAD_CREATE.invokeExact(id, MemorySegment.NULL, callback, number);
                    if (status != 0) {
                        throw new IllegalStateException("pthread_create: " + status);
                    }
                    int ignored = (int) C.PTHREAD_DETACH.invokeExact(id.get(JAVA_LONG, 0));
                } catch (Throwable t) {
                    throw failed(t);
                }
            };
        });
    }

    private static void timerIsOver(long number) {
        answer(number);
    }

    /** A timer of the kernel, at whose end the C library starts a thread that calls back. Until then the JVM knows of nobody. Linux. */
    static Part nativeTimer(SplittableRandom r) {
        return Outsider.part("native timer that calls back", Silence.ALWAYS, r, () -> {
            MethodHandle create = C.function("timer_create", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
            MethodHandle set = C.function("timer_settime", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
            MemorySegment callback = C.callback("timerIsOver", FunctionDescriptor.ofVoid(JAVA_LONG));
            return (v, delay, reply) -> setTimer(create, set, callback, register(() -> reply.send(v)), delay);
        });
    }

    private static void setTimer(MethodHandle create, MethodHandle set, MemorySegment callback, long number, Duration delay) {
        int clockMonotonic = 1;
        int sigevThread = 2;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(64, 8); // struct sigevent: value, signo, notify, function, attributes
            event.set(JAVA_LONG, 0, number);
            event.set(JAVA_INT, 12, sigevThread);
            event.set(ADDRESS, 16, callback);
            MemorySegment timer = arena.allocate(ADDRESS);
            MemorySegment time = arena.allocate(32, 8); // struct itimerspec: interval, then the time to the end; none is "not set"
            time.set(JAVA_LONG, 16, delay.toSeconds());
            time.set(JAVA_LONG, 24, delay.toNanosPart() + 1L);
            int status = (int) create.invokeExact(clockMonotonic, event, timer);
            if (status == 0) {
                status = (int) set.invokeExact(timer.get(ADDRESS, 0), 0, time, MemorySegment.NULL);
            }
            if (status != 0) {
                throw new IllegalStateException("timer_create or timer_settime: " + status);
            }
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** Questions that a comparison, called by native code, asks a goroutine. */
    private static final Chan<Chan<Integer>> ASKED = Chan.make();

    @SuppressWarnings("restricted")
    private static int compare(MemorySegment a, MemorySegment b) {
        Chan<Integer> reply = Chan.make();
        ASKED.send(reply);
        int sign = reply.receive();
        return sign * Long.compare(a.reinterpret(8).get(JAVA_LONG, 0), b.reinterpret(8).get(JAVA_LONG, 0));
    }

    /** Native code on a goroutine calls back, and the callback waits for other goroutines. */
    static Part qsort(SplittableRandom r) {
        int n = 2 + r.nextInt(20);
        return Part.each("qsort of " + n + " that asks", 1, Silence.ALWAYS, v -> {
            Chan<Boolean> end = Chan.make();
            io.go4j.Go4j.go(() -> {
                while (io.go4j.Go4j.select(ASKED.receiving().map(c -> {
                    c.send(1);
                    return true;
                }), end.receiving().map(x -> false))) {}
            });
            MemorySegment compare = C.callback("compare", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment all = arena.allocate(ValueLayout.JAVA_LONG, n);
                for (int i = 0; i < n; i++) {
                    all.setAtIndex(JAVA_LONG, i, v + n - i - 1);
                }
                C.QSORT.invokeExact(all, (long) n, 8L, compare);
                return all.getAtIndex(JAVA_LONG, 0);
            } catch (Throwable t) {
                throw failed(t);
            } finally {
                end.close();
            }
        });
    }
}
