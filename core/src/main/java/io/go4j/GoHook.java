// SPDX-License-Identifier: Apache-2.0
package io.go4j;

/**
 * Hands on at {@code go} what belongs to the thread that says it: logging contexts, traces, scoped values, security contexts. Registered by
 * {@link GoRuntime#onGo}.
 *
 * {@snippet :
 * GoRuntime.onGo(body -> {
 *     var context = MDC.getCopyOfContextMap();       // on the thread that says go
 *     return () -> {
 *         if (context != null) {
 *             MDC.setContextMap(context);            // on the goroutine
 *         }
 *         body.run();
 *     };
 * });
 * }
 *
 * <p>Nothing need be cleared afterwards: a goroutine begins without thread-locals, and those it has set are gone with it.
 */
@FunctionalInterface
public interface GoHook {
    /**
     * Called at each {@code go}, on the thread that says it, before the goroutine is started: the time to look at what is to be handed on.
     *
     * @param body what the goroutine is to run
     * @return what it runs instead: something that runs {@code body} once, on the thread that calls it, and lets everything through that
     *     {@code body} throws
     */
    GoBody around(GoBody body);

    /** A hook that was registered. */
    interface Registration extends AutoCloseable {
        /** From now on the hook is not called any more. Goroutines that were started with it keep what they have got. */
        @Override
        void close();
    }
}
