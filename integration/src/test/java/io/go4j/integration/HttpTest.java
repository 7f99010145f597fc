// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The JDK's HTTP server with a goroutine per exchange, and its client called from goroutines. */
class HttpTest {
    private static final int CLIENTS = 50;

    @Test
    void serverAndClient() throws Exception {
        InGoroutine.run(() -> {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            try (var executor = GoRuntime.newGoroutinePerTaskExecutor();
                    var client = HttpClient.newBuilder().executor(executor).build()) {
                server.setExecutor(executor);
                server.createContext("/", exchange -> {
                    Go4j.sleep(Duration.ofMillis(1));
                    byte[] asked = exchange.getRequestBody().readAllBytes();
                    String answer = new String(asked, StandardCharsets.UTF_8) + " " + Carriers.amGoroutine() + " " + Carriers.groupOfMine();
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
                server.start();
                var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
                var answers = Chan.<Boolean>make();
                for (int i = 0; i < CLIENTS; i++) {
                    String name = "client " + i;
                    Go4j.go(() -> {
                        boolean same = true;
                        for (int n = 0; n < 5; n++) {
                            var request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(name)).build();
                            same &= client.send(request, BodyHandlers.ofString()).body().equals(name + " true " + Carriers.OURS);
                        }
                        answers.send(same);
                    });
                }
                for (int i = 0; i < CLIENTS; i++) {
                    assertThat(answers.receive()).isTrue();
                }
                server.stop(0);
            }
        });
    }
}
