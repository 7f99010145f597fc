// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/** Calls of the C library that block the thread, or that answer differently on each thread. */
final class Native {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final int PRIO_PROCESS = 0;
    private static final int RLIMIT_AS = 9;
    private static final long PAGE = 4096; // larger on some machines: then the limit is a little lower

    private static final MethodHandle USLEEP = function("usleep", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle KEY_CREATE = function("pthread_key_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SET_SPECIFIC = function("pthread_setspecific", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle GET_SPECIFIC = function("pthread_getspecific", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Native() {}

    /** What only Linux has. */
    private static final class Linux {
        static final MethodHandle GETTID = function("gettid", FunctionDescriptor.of(JAVA_INT));
        static final MethodHandle GETPRIORITY = function("getpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle SETPRIORITY = function("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle SETRLIMIT = function("setrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }

    @SuppressWarnings("restricted") // native code is what this class is for
    private static MethodHandle function(String name, FunctionDescriptor signature) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), signature);
    }

    /** Blocks the calling thread in the kernel. */
    static void usleep(int micros) {
        try {
            int ignored = (int) USLEEP.invokeExact(micros);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /** Returns whether the methods below work here that say "Linux". */
    static boolean isLinux() {
        return Files.isDirectory(TASKS);
    }

    /** From now on this process gets no more than {@code bytes} of address space, so no large stack for a new thread. Linux. */
    static void limitAddressSpace(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            long now = Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[0]) * PAGE;
            MemorySegment limit = arena.allocateFrom(JAVA_LONG, now + bytes, now + bytes);
            if ((int) Linux.SETRLIMIT.invokeExact(RLIMIT_AS, limit) != 0) {
                throw new AssertionError("setrlimit failed");
            }
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /** Returns the kernel's number of the calling thread. Linux. */
    static int gettid() {
        try {
            return (int) Linux.GETTID.invokeExact();
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /** Returns whether this process has a thread of that number. Linux. */
    static boolean threadExists(int tid) {
        return Files.exists(TASKS.resolve(Integer.toString(tid)));
    }

    /** Returns how nice the calling thread is, which a thread inherits from the one that makes it. Linux: elsewhere it is the process. */
    static int niceness() {
        try {
            return (int) Linux.GETPRIORITY.invokeExact(PRIO_PROCESS, 0);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /** Makes the calling thread nicer; there is no way back. Linux. */
    static void niceness(int nice) {
        try {
            if ((int) Linux.SETPRIORITY.invokeExact(PRIO_PROCESS, 0, nice) != 0) {
                throw new AssertionError("setpriority failed");
            }
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /** Makes a key under which each thread has a number of its own, 0 at first. */
    static int keyCreate() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(JAVA_INT);
            if ((int) KEY_CREATE.invokeExact(key, MemorySegment.NULL) != 0) {
                throw new AssertionError("pthread_key_create failed");
            }
            return key.get(JAVA_INT, 0);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /** Sets the number of the calling thread. */
    static void setSpecific(int key, long number) {
        try {
            if ((int) SET_SPECIFIC.invokeExact(key, MemorySegment.ofAddress(number)) != 0) {
                throw new AssertionError("pthread_setspecific failed");
            }
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /** Returns the number of the calling thread. */
    static long getSpecific(int key) {
        try {
            return ((MemorySegment) GET_SPECIFIC.invokeExact(key)).address();
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }
}
