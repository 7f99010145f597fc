// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import java.lang.reflect.Field;

/** Tells on which platform thread a virtual thread runs. */
final class Carriers {
    /** The thread group of go4j's machines. */
    static final String OURS = "go4j";

    private static final Field CARRIER_THREAD = carrierThread();

    private Carriers() {}

    private static Field carrierThread() {
        try {
            Field f = Class.forName("java.lang.VirtualThread").getDeclaredField("carrierThread");
            f.setAccessible(true);
            return f;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the thread group of the platform thread that the caller, a virtual thread, runs on. */
    static String groupOfMine() {
        Thread self = Thread.currentThread();
        if (!self.isVirtual()) {
            return "not virtual: " + self;
        }
        try {
            return ((Thread) CARRIER_THREAD.get(self)).getThreadGroup().getName();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns whether the caller is a goroutine. */
    static boolean amGoroutine() {
        return !io.go4j.GoRuntime.stack(false).isEmpty();
    }
}
