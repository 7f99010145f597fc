// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.sched.Wrapped;
import org.jspecify.annotations.Nullable;

/** Where {@code go} was said. */
final class CreationSite {
    /*
     * Walking the stack costs a microsecond, five times the price of a goroutine. But the class of a lambda is made for the one place in
     * the program where the lambda stands, which is nearly always the `go` itself. So the place is looked up once for each such class.
     * (It is wrong only for a lambda that is stored first and started from several places: then the first of them is shown.) Any other
     * body is looked up each time.
     */
    private static final StackWalker WALKER = StackWalker.getInstance();

    /** One element, null until it is known. Of the JDK's types only: a class that outlives us would keep ours alive by it. */
    private static final ClassValue<@Nullable StackTraceElement[]> OF_LAMBDA = new ClassValue<>() {
        @Override
        protected @Nullable StackTraceElement[] computeValue(Class<?> type) {
            return new @Nullable StackTraceElement[1];
        }
    };

    private CreationSite() {}

    /**
     * Returns the place from which {@code body} is being started: the first frame outside the library. If the library starts it of its own
     * accord, for a timer that is due or a context that has ended, the place in the library, as in Go ({@code time.goFunc}).
     */
    static @Nullable StackTraceElement of(Object body) {
        Class<?> type = (body instanceof Wrapped w ? w.wrapped() : body).getClass();
        if (!type.isHidden()) {
            return walk();
        }
        @Nullable StackTraceElement[] known = OF_LAMBDA.get(type);
        StackTraceElement site = known[0];
        if (site == null) {
            site = walk();
            known[0] = site;
        }
        return site;
    }

    private static @Nullable StackTraceElement walk() {
        return WALKER.walk(frames -> {
            StackWalker.StackFrame own = null;
            for (var all = frames.iterator(); all.hasNext(); ) {
                StackWalker.StackFrame f = all.next();
                String className = f.getClassName();
                if (Library.isScheduler(className)) {
                    break;
                }
                if (!Library.contains(className)) {
                    return f.toStackTraceElement();
                }
                if (own == null && !Library.isFace(className)) {
                    own = f;
                }
            }
            return own == null ? null : own.toStackTraceElement();
        });
    }

    /** The classes of this library; users may live in packages below {@code io.go4j}. */
    private static final class Library {
        private static final String FACE = CreationSite.class.getPackageName();

        static boolean contains(String className) {
            return isFace(className) || isIn(FACE + ".sync", className) || isIn(FACE + ".time", className)
                    || isIn(FACE + ".context", className);
        }

        static boolean isFace(String className) {
            return isIn(FACE, className);
        }

        /** Returns whether below this frame there is nobody who said {@code go}. */
        static boolean isScheduler(String className) {
            return isIn(FACE + ".sched", className) || isIn(FACE + ".timer", className);
        }

        private static boolean isIn(String pack, String className) {
            int dot = className.lastIndexOf('.');
            return dot == pack.length()
                    && className.startsWith(pack)
                    && !className.substring(dot + 1).split("\\$", 2)[0].endsWith("Test");
        }
    }
}
