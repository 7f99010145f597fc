// SPDX-License-Identifier: Apache-2.0
package io.go4j.contextpropagation;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.go4j.Chan;
import io.go4j.GoHook;
import io.go4j.GoRuntime;
import io.go4j.sync.WaitGroup;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The MDC of SLF4J with Logback, OpenTelemetry's context, a thread-local of the program's own: all arrive on goroutines. */
class ContextPropagationTest {
    private static final ContextKey<String> SPAN = ContextKey.named("span");
    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private final ContextRegistry registry = new ContextRegistry();
    private final GoHook hook =
            ContextPropagation.hook(ContextSnapshotFactory.builder().contextRegistry(registry).build());

    @AfterEach
    void clear() {
        MDC.clear();
        TENANT.remove();
    }

    private static <T> T onGoroutine(Callable<T> what) {
        Chan<T> result = Chan.make(1);
        go(() -> result.send(what.call()));
        return Objects.requireNonNull(result.receive());
    }

    @Test
    void theMdcIsInTheLinesThatAGoroutineLogs() {
        registry.registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
        var log = (Logger) LoggerFactory.getLogger("orders");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        try (var on = GoRuntime.onGo(hook)) {
            assertThat(on).isNotNull();
            MDC.put("order", "42");
            var group = new WaitGroup();
            group.go(() -> log.info("paid"));
            group.await();
            go(() -> group.go(() -> log.info("sent"))); // and from there
            MDC.put("order", "43"); // later: not seen
            onGoroutine(() -> MDC.get("order"));
            while (lines.list.size() < 2) {
                Thread.onSpinWait();
            }
            group.await();
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list).hasSize(2).allSatisfy(e -> assertThat(e.getMDCPropertyMap()).isEqualTo(Map.of("order", "42")));
        assertThat(onGoroutine(() -> String.valueOf(MDC.get("order")))).as("after the hook was closed").isEqualTo("null");
        assertThat(MDC.get("order")).isEqualTo("43");
    }

    @Test
    void aThreadLocalOfTheProgramIsHandedOnAndGoneAfterwards() {
        registry.registerThreadLocalAccessor("tenant", TENANT);
        try (var on = GoRuntime.onGo(hook)) {
            assertThat(on).isNotNull();
            TENANT.set("acme");
            assertThat(onGoroutine(TENANT::get)).isEqualTo("acme");
            TENANT.remove();
            for (int i = 0; i < 100; i++) { // on the threads of those before
                assertThat(onGoroutine(() -> String.valueOf(TENANT.get()))).isEqualTo("null");
            }
        }
    }

    @Test
    void openTelemetrysContextWrapsTheBody() {
        GoHook otel = body -> {
            Context context = Context.current();
            return () -> {
                try (Scope scope = context.makeCurrent()) {
                    assertThat(scope).isNotNull();
                    body.run();
                }
            };
        };
        registry.registerThreadLocalAccessor("tenant", TENANT);
        try (var first = GoRuntime.onGo(hook); var second = GoRuntime.onGo(otel)) {
            assertThat(first).isNotSameAs(second);
            TENANT.set("acme");
            try (Scope scope = Context.current().with(SPAN, "s1").makeCurrent()) {
                assertThat(scope).isNotNull();
                assertThat(onGoroutine(() -> Context.current().get(SPAN) + TENANT.get())).isEqualTo("s1acme");
                assertThat(onGoroutine(() -> onGoroutine(() -> Context.current().get(SPAN)))).isEqualTo("s1");
            }
            assertThat(onGoroutine(() -> String.valueOf(Context.current().get(SPAN)))).isEqualTo("null");
        }
    }

    @Test
    void theGlobalRegistryIsTheOneOfInstall() {
        ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT);
        try (var on = ContextPropagation.install()) {
            assertThat(on).isNotNull();
            TENANT.set("globex");
            assertThat(onGoroutine(TENANT::get)).isEqualTo("globex");
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
        }
    }
}
