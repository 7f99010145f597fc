// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much memory a test has asked for. */
public final class Allocations {
    private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocations() {}

    /** Returns how many bytes the calling platform thread has allocated so far. */
    public static long ofThisThread() {
        return BEAN.getCurrentThreadAllocatedBytes();
    }
}
