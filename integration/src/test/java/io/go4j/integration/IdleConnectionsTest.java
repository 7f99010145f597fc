// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.diag.WaitReason;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many connections on which nothing happens cost memory, but no thread. */
class IdleConnectionsTest {
    private static final int WANTED = 10_000;

    /** File descriptors for all else. */
    private static final int RESERVE = 500;

    /** More platform threads than before: machines that were woken, sysmon, the JDK's poller and what the JVM starts by itself. */
    private static final int THREADS_MAX = 30;

    /** Both ends of a connection are ours: each has a goroutine that waits, so that one connection makes two that are idle. */
    private static final int PAIRS = WANTED / 2;

    /** With fewer it would be another test: rather none, and JUnit's report counts it and says why. */
    private static void assumeEnoughFiles() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os) {
            long free = os.getMaxFileDescriptorCount() - os.getOpenFileDescriptorCount();
            if (free < WANTED + RESERVE) {
                String missing = "IdleConnectionsTest is skipped: it needs " + (WANTED + RESERVE)
                        + " file descriptors, and ulimit -n leaves " + free;
                System.err.println(missing);
                assumeTrue(false, missing);
            }
        }
    }

    private static int platformThreads() {
        return ManagementFactory.getThreadMXBean().getThreadCount(); // these only
    }

    @Test
    void idleConnectionsCostNoThread() throws Exception {
        assumeEnoughFiles();
        InGoroutine.run(() -> {
            List<Socket> ends = new ArrayList<>();
            List<Goroutine> readers = new ArrayList<>();
            var ended = Chan.<Integer>make();
            int before = platformThreads();
            try (var listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
                for (int i = 0; i < PAIRS; i++) {
                    ends.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
                    ends.add(listener.accept());
                }
                for (Socket end : ends) {
                    readers.add(go(() -> ended.send(read(end))));
                }
                for (Goroutine reader : readers) {
                    InGoroutine.await(() -> reader.waitReason() == WaitReason.IO_WAIT);
                }
                int threads = platformThreads() - before;
                System.out.println("integration: " + readers.size() + " goroutines wait for " + PAIRS + " connections, "
                        + threads + " platform threads more than before");
                assertThat(threads).isLessThanOrEqualTo(THREADS_MAX);
                assertThat(GoRuntime.goroutines())
                        .filteredOn(g -> g.waitReason() == WaitReason.IO_WAIT)
                        .hasSizeGreaterThanOrEqualTo(2 * PAIRS);
                for (Socket end : ends) { // all of them are still there
                    end.getOutputStream().write(1);
                }
                int sum = 0;
                for (int i = 0; i < ends.size(); i++) {
                    sum += ended.receive();
                }
                assertThat(sum).isEqualTo(2 * PAIRS);
                assertThat(platformThreads() - before).isLessThanOrEqualTo(THREADS_MAX);
            } finally {
                for (Socket end : ends) {
                    end.close();
                }
            }
        });
    }

    private static int read(Socket socket) throws IOException {
        return socket.getInputStream().read();
    }
}
