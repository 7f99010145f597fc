// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoInterruptedException;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.Unit;
import io.go4j.context.Context;
import io.go4j.context.DeadlineExceededException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Where goroutines meet what the JDK has. */
class JdkTest {
    private static final Context ROOT = Context.background();
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    @Test
    void futureAsAChannel() throws Exception {
        InGoroutine.run(() -> {
            var later = new CompletableFuture<String>();
            var ch = Futures.channel(later);
            assertThat(ch.tryReceive()).isNull();
            later.complete("done");
            assertThat(ch.receive().get()).isEqualTo("done");
            assertThat(ch.receive()).isNull();
            var failed = Futures.channel(CompletableFuture.failedFuture(new IOException("no")));
            assertThatThrownBy(() -> failed.receive().get()).isInstanceOf(IOException.class);
        });
    }

    @Test
    void waitingForAFutureEndsWithTheContext() throws Exception {
        InGoroutine.run(() -> {
            assertThat(Futures.<String>await(ROOT, CompletableFuture.completedFuture("there"))).isEqualTo("there");
            assertThatThrownBy(() -> Futures.await(ROOT, CompletableFuture.supplyAsync(() -> {
                throw new IllegalStateException("as it is");
            }))).isInstanceOf(IllegalStateException.class).hasMessage("as it is");
            var never = new CompletableFuture<String>();
            try (var ctx = ROOT.withTimeout(Duration.ofMillis(5))) {
                assertThatThrownBy(() -> Futures.await(ctx, never)).isInstanceOf(DeadlineExceededException.class);
            }
            assertThat(never).isCancelled();
            var interrupted = new CompletableFuture<String>();
            var thread = new AtomicReference<Thread>();
            Chan<Boolean> seen = Chan.make(1);
            Goroutine g = go(() -> {
                thread.set(Thread.currentThread());
                try {
                    Futures.await(ROOT, interrupted);
                } catch (GoInterruptedException e) {
                    seen.send(true);
                }
            });
            InGoroutine.awaitWaiting(g);
            thread.get().interrupt();
            assertThat(seen.receive()).isTrue();
            assertThat(interrupted).isCancelled();
        });
    }

    @Test
    void futuresOfGoroutinesChannelsAndContexts() throws Exception {
        assertThat(Futures.async(() -> "made").get(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS)).isEqualTo("made");
        assertThat(Futures.async(() -> {
            throw new IOException("no");
        })).failsWithin(Duration.ofSeconds(InGoroutine.SOON_SECONDS)).withThrowableThat().withCauseInstanceOf(IOException.class);
        Chan<Integer> ch = Chan.make(2);
        CompletableFuture<Integer> first = Futures.next(ch);
        CompletableFuture<Integer> given = new CompletableFuture<>();
        ch.send(1);
        assertThat(first.get(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
        ch.close();
        CompletableFuture<Integer> none = Futures.next(ch);
        assertThatThrownBy(() -> none.get(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThat(given.cancel(false)).isTrue();
        var ctx = ROOT.withCancel();
        CompletableFuture<Void> done = Futures.done(ctx);
        assertThat(done).isNotDone();
        ctx.cancel();
        assertThat(done).failsWithin(Duration.ofSeconds(InGoroutine.SOON_SECONDS))
                .withThrowableThat().withMessageContaining("context canceled");
    }

    /** Each value is in the future or in the channel, whoever ends the future and when. */
    @Test
    void futureOfTheNextValueLosesNone() throws Exception {
        InGoroutine.run(() -> {
            List<Predicate<CompletableFuture<Integer>>> endings = List.of(
                    f -> f.cancel(false),
                    f -> f.complete(-1),
                    f -> f.completeExceptionally(new IOException("no")),
                    f -> f.orTimeout(1, TimeUnit.NANOSECONDS).exceptionally(t -> 0).join() == 0);
            for (var end : endings) {
                for (int i = 0; i < 300; i++) {
                    Chan<Integer> ch = Chan.make(1);
                    CompletableFuture<Integer> f = Futures.next(ch);
                    if (i % 3 == 0) { // ended before the value comes, which must not be taken any more
                        assertThat(end.test(f)).isTrue();
                        assertThat(f.isDone()).isTrue();
                        ch.send(1);
                    } else { // at the same time
                        Chan<Unit> sent = Chan.make(1);
                        go(() -> {
                            ch.send(1);
                            sent.send(Unit.UNIT);
                        });
                        if (i % 3 == 1) {
                            Go4j.gosched();
                        }
                        end.test(f);
                        assertThat(f.isDone()).isTrue();
                        sent.receive();
                    }
                    boolean taken = f.state() == Future.State.SUCCESS && f.resultNow() == 1;
                    assertThat(ch.len()).isEqualTo(taken ? 0 : 1);
                }
            }
        });
    }

    @Test
    void httpRequestIsGivenUpAtTheDeadline() throws Exception {
        var release = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try {
                release.await(); // never answers
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.getAddress().getPort() + "/")).build();
            InGoroutine.run(() -> {
                try (var ctx = ROOT.withTimeout(Duration.ofMillis(20))) {
                    assertThatThrownBy(() -> Futures.await(ctx, client.sendAsync(request, HttpResponse.BodyHandlers.ofString())))
                            .isInstanceOf(DeadlineExceededException.class);
                }
            });
            client.shutdownNow();
        } finally {
            release.countDown();
            server.stop(0);
        }
    }

    /** JDBC: the end of the context cancels the statement. The driver is a stand-in. */
    @Test
    void statementIsCancelledWithTheContext() throws Exception {
        InGoroutine.run(() -> {
            var cancelled = new CountDownLatch(1);
            ClassLoader loader = getClass().getClassLoader();
            var statement = (Statement) Proxy.newProxyInstance(loader, new Class<?>[] {Statement.class}, (p, m, args) -> {
                switch (m.getName()) {
                    case "cancel" -> cancelled.countDown();
                    case "execute" -> {
                        cancelled.await();
                        throw new SQLException("cancelled");
                    }
                    default -> throw new AssertionError(m);
                }
                return null;
            });
            try (var ctx = ROOT.withTimeout(Duration.ofMillis(5)); var stop = ctx.afterFunc(statement::cancel)) {
                assertThatThrownBy(() -> statement.execute("select pg_sleep(3600)")).isInstanceOf(SQLException.class);
                assertThat(stop.stop()).isFalse();
                assertThatThrownBy(ctx::throwIfDone).isInstanceOf(DeadlineExceededException.class);
            }
        });
    }

    @Test
    void contextInterruptsCallsOfTheJdk() throws Exception {
        InGoroutine.run(() -> {
            try (var ctx = ROOT.withTimeout(Duration.ofMillis(5)); var scope = ctx.interruptOnDone()) {
                assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);
                assertThat(ctx.err()).isSameAs(Context.DEADLINE_EXCEEDED);
                assertThat(scope).isNotNull();
            }
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            var ctx = ROOT.withCancel();
            try (var scope = ctx.interruptOnDone()) {
                assertThat(scope).isNotNull();
                ctx.cancel();
                InGoroutine.await(() -> Thread.currentThread().isInterrupted());
            }
            assertThat(Thread.currentThread().isInterrupted()).as("taken back").isFalse();
            try (var scope = ROOT.interruptOnDone()) {
                assertThat(scope).isNotNull();
                Thread.currentThread().interrupt();
            }
            assertThat(Thread.interrupted()).as("somebody else's").isTrue();
        });
    }

    /** Bindings are not inherited: what a goroutine is to see, it is given. */
    @Test
    void scopedValuesAreHandedOver() throws Exception {
        InGoroutine.run(() -> {
            Chan<String> seen = Chan.make(2);
            ScopedValue.where(USER, "gopher").run(() -> {
                go(() -> seen.send(USER.orElse("none")));
                String user = USER.get();
                go(() -> ScopedValue.where(USER, user).run(() -> {
                    Go4j.gosched(); // it stays over a wait
                    seen.send(USER.get());
                }));
            });
            assertThat(new String[] {seen.receive(), seen.receive()}).containsExactlyInAnyOrder("none", "gopher");
        });
    }
}
