// SPDX-License-Identifier: Apache-2.0
package io.go4j.chan;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lets the public packages beside the face get the public object for a channel. That class sets the function when it is initialised. */
public final class ChanFace {
    private static volatile @Nullable Function<Hchan, Object> maker;

    private ChanFace() {}

    /** Sets how it is made. The class {@code io.go4j.Chan} only. */
    public static void maker(Function<Hchan, Object> f) {
        maker = f;
    }

    /** Makes a {@code io.go4j.Chan}, whose class is initialised. */
    public static Object make(Hchan ch) {
        Function<Hchan, Object> f = maker;
        if (f == null) {
            throw new IllegalStateException("go4j bug: the face is not initialised");
        }
        return f.apply(ch);
    }
}
