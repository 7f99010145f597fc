// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.sync.WaitGroup;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;

/** Jetty, with what it calls its virtual threads being goroutines, and with threads of our factory. */
class JettyTest {
    /** Says on what it runs. Blocks, and says so: Jetty keeps such handlers off its own threads. */
    private static final class Speaker extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Go4j.sleep(Duration.ofMillis(1));
            String text = Carriers.groupOfMine() + " " + Carriers.amGoroutine();
            response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
            return true;
        }
    }

    private static void serve(Executor virtualThreads, String expected) throws Exception {
        InGoroutine.run(() -> {
            var pool = new QueuedThreadPool();
            pool.setVirtualThreadsExecutor(virtualThreads);
            var server = new Server(pool);
            var connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(new Speaker());
            server.start();
            try {
                var uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
                var right = new AtomicInteger();
                var group = new WaitGroup();
                for (int i = 0; i < 50; i++) {
                    group.go(() -> {
                        if (get(uri).equals(expected)) {
                            right.incrementAndGet();
                        }
                    });
                }
                group.await();
                assertThat(right.get()).isEqualTo(50);
            } finally {
                server.stop();
            }
        });
    }

    private static String get(URI uri) throws Exception {
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aGoroutinePerRequest() throws Exception {
        try (var executor = GoRuntime.newGoroutinePerTaskExecutor()) {
            serve(executor, Carriers.OURS + " true");
        }
    }

    @Test
    void aThreadOfOurFactoryPerRequest() throws Exception {
        serve(task -> GoRuntime.threadFactory().newThread(task).start(), Carriers.OURS + " false");
    }
}
