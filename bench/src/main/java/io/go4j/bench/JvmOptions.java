// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench;

import org.openjdk.jmh.annotations.Fork;

/** Prints the JVM options of the benchmarks, one a line, for programs that are no JMH forks. */
public final class JvmOptions {
    private JvmOptions() {}

    public static void main(String[] args) {
        for (String option : OnGoroutines.class.getAnnotation(Fork.class).jvmArgs()) {
            System.out.println(option);
        }
    }
}
