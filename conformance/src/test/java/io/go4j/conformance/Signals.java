// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Handlers of signals, by {@code sun.misc.Signal}: called by reflection, since javac has a warning for each use that cannot be
 * suppressed.
 */
final class Signals {
    private Signals() {}

    /** From now on {@code handler} runs, on a thread of its own, when signal {@code name} comes. Returns what was there before. */
    static Object handle(String name, Runnable handler) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.SignalHandler");
        InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                handler.run();
                yield null;
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> name;
        };
        Object h = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls);
        return restore(name, h);
    }

    /** Makes {@code handler}, which {@link #handle} returned, the handler again. */
    static Object restore(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        return signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }
}
