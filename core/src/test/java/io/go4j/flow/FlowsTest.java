// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.InGoroutine;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

class FlowsTest {
    /** Of the goroutines that the rules leave behind. */
    private static CancelContext life = Context.background().withCancel();

    /** What must come may take long on a busy machine; that nothing comes is watched for a moment. */
    private static TestEnvironment environment() {
        return new TestEnvironment(InGoroutine.SOON_SECONDS * 1000, 20, 20);
    }

    /** The rules for publishers of Reactive Streams. */
    public static final class PublisherTck extends FlowPublisherVerification<Integer> {
        public PublisherTck() {
            super(environment(), 300);
        }

        @Override
        public Flow.Publisher<Integer> createFlowPublisher(long elements) {
            var numbers = IntStream.range(0, (int) Math.min(elements, Integer.MAX_VALUE)).boxed();
            return Flows.publisher(life, Pipes.from(life, numbers));
        }

        /** The rule looks once for what the collector has found, after a while; a busy machine may need more than one while. */
        @Override
        public void required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber() throws Throwable {
            for (int left = 20; ; left--) {
                try {
                    super.required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber();
                    return;
                } catch (AssertionError e) {
                    if (left == 0) {
                        throw e;
                    }
                }
            }
        }

        @Override
        public Flow.Publisher<Integer> createFailedFlowPublisher() {
            return null; // a channel does not fail
        }
    }

    /** The rules for subscribers. */
    public static final class SubscriberTck extends FlowSubscriberBlackboxVerification<Integer> {
        public SubscriberTck() {
            super(environment());
        }

        @Override
        public Flow.Subscriber<Integer> createFlowSubscriber() {
            var in = new Inflow<Integer>(4);
            life.afterFunc(in::close);
            go(() -> in.channel().stream().forEach(v -> {}));
            return in;
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }
    }

    @Test
    void publisherKeepsTheRules() {
        verify(PublisherTck.class);
    }

    @Test
    void subscriberKeepsTheRules() {
        verify(SubscriberTck.class);
    }

    private static void verify(Class<?> tck) {
        var listener = new TestListenerAdapter();
        var testng = new TestNG(false);
        testng.setTestClasses(new Class<?>[] {tck});
        testng.setVerbose(0);
        testng.addListener(listener);
        int before = GoRuntime.numGoroutine();
        life = Context.background().withCancel();
        testng.run();
        life.cancel();
        InGoroutine.await(() -> GoRuntime.numGoroutine() <= before);
        assertThat(listener.getFailedTests()).allSatisfy(r -> {
            throw new AssertionError(r.getName(), r.getThrowable());
        });
        assertThat(listener.getPassedTests().size()).isGreaterThan(10);
    }

    @Test
    void nothingIsReceivedThatWasNotAskedFor() throws Exception {
        InGoroutine.run(() -> {
            Chan<Integer> source = Chan.make(10);
            for (int i = 0; i < 10; i++) {
                source.send(i);
            }
            try (Inflow<Integer> in = Flows.subscribe(Flows.publisher(Context.background(), source), 2)) {
                assertThat(in.channel().receive()).isZero();
                InGoroutine.await(() -> source.len() == 7); // 1 received, 2 asked for ahead
                assertThat(source.len()).isEqualTo(7);
            }
        });
    }

    @Test
    void publisherOfTheJdkAsAChannel() throws Exception {
        InGoroutine.run(() -> {
            var in = new Inflow<Integer>(3);
            try (var publisher = new SubmissionPublisher<Integer>()) {
                publisher.subscribe(in);
                for (int i = 0; i < 100; i++) {
                    publisher.submit(i);
                }
            }
            assertThat(in.channel().stream().toList()).isEqualTo(IntStream.range(0, 100).boxed().toList());
            assertThat(in.failure()).isNull();
            var failing = new Inflow<Integer>(3);
            var publisher = new SubmissionPublisher<Integer>();
            publisher.subscribe(failing);
            publisher.closeExceptionally(new IllegalStateException("no"));
            assertThat(failing.channel().receive()).isNull();
            assertThat(failing.failure()).hasMessage("no");
        });
    }

    private static final Flow.Subscription NO_SUBSCRIPTION = new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };

    @Test
    void publisherThatGoesOnAfterItsEndDoesNoHarm() throws Exception {
        InGoroutine.run(() -> {
            var in = new Inflow<Integer>(1);
            in.onSubscribe(NO_SUBSCRIPTION);
            in.onNext(1);
            in.onError(new IllegalStateException("first"));
            in.onNext(2);
            in.onComplete();
            in.onError(new IllegalStateException("second"));
            assertThat(in.channel().stream().toList()).containsExactly(1);
            assertThat(in.failure()).hasMessage("first");
        });
    }

    @Test
    void publisherThatFailsWithoutASubscriptionEndsTheChannel() throws Exception {
        InGoroutine.run(() -> {
            var in = new Inflow<Integer>(1);
            in.onError(new IllegalStateException("no subscription"));
            assertThat(in.channel().receive()).isNull();
            assertThat(in.failure()).hasMessage("no subscription");
            in.close();
        });
    }
}
