// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Spring Boot with virtual threads, started from a goroutine; its Tomcat takes goroutines for the requests. */
class SpringBootTest {
    @RestController
    @EnableAutoConfiguration
    static class Application {
        private final AsyncTaskExecutor tasks;

        Application(AsyncTaskExecutor applicationTaskExecutor) {
            tasks = applicationTaskExecutor;
        }

        @Bean(destroyMethod = "shutdown")
        static ExecutorService goroutines() {
            return GoRuntime.newGoroutinePerTaskExecutor();
        }

        /** After Spring's own, which would give Tomcat virtual threads that its platform threads start. */
        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        static WebServerFactoryCustomizer<TomcatServletWebServerFactory> goroutinePerRequest(ExecutorService goroutines) {
            return factory -> factory.addProtocolHandlerCustomizers(protocol -> protocol.setExecutor(goroutines));
        }

        @GetMapping("/where")
        String where() throws Exception {
            var channel = Chan.<String>make();
            Go4j.go(() -> channel.send("go " + Carriers.groupOfMine()));
            String request = "request " + Carriers.amGoroutine() + " " + Carriers.groupOfMine();
            String task = "task " + tasks.submit(Carriers::groupOfMine).get();
            return request + ", " + task + ", " + channel.receive();
        }
    }

    @Test
    void requestsAndTasksRunOnOurProcessors() throws Exception {
        InGoroutine.run(() -> {
            var application = new SpringApplication(Application.class);
            String[] arguments = {
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.threads.virtual.enabled=true",
                "--spring.task.execution.mode=force", // although there is an executor: ours, for Tomcat
                "--spring.main.banner-mode=off",
                "--spring.main.register-shutdown-hook=false",
                "--logging.level.root=warn"
            };
            try (var context = application.run(arguments)) {
                String port = context.getEnvironment().getProperty("local.server.port");
                var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/where").toURL().openConnection();
                try (var in = connection.getInputStream()) {
                    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .isEqualTo("request true go4j, task go4j, go go4j");
                }
            }
        });
    }
}
