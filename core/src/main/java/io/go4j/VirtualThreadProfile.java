// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.diag.Traceback;
import io.go4j.diag.VirtualThreadInfo;
import io.go4j.pprof.Profile;
import io.go4j.pprof.ProfileData;
import io.go4j.pprof.ProfileText;
import io.go4j.sched.ForeignThreads;
import io.go4j.timer.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the virtual threads on our processors are that are no goroutines. Apart from the goroutine profile, which counts goroutines. */
final class VirtualThreadProfile implements Profile {
    private static final ProfileData.ValueType THREADS = new ProfileData.ValueType("virtualthread", "count");

    @Override
    public String name() {
        return "virtualthread";
    }

    @Override
    public int count() {
        return ForeignThreads.count();
    }

    @Override
    public ProfileData data() {
        Map<List<StackTraceElement>, Long> counts = new HashMap<>();
        for (VirtualThreadInfo t : ForeignThreads.all()) {
            counts.merge(GoroutineProfile.stack(t.frames()), 1L, Long::sum);
        }
        List<ProfileData.Sample> samples = new ArrayList<>();
        counts.forEach((stack, n) -> samples.add(new ProfileData.Sample(stack, List.of(n))));
        samples.sort(Comparator.comparingLong((ProfileData.Sample s) -> s.value(0)).reversed());
        return new ProfileData(List.of(THREADS), samples, THREADS, 1, null, Clock.wall(), Duration.ZERO);
    }

    @Override
    public void writeTo(OutputStream out, int debug) throws IOException {
        if (debug <= 0) {
            data().writeTo(out);
            return;
        }
        out.write((debug == 1 ? text() : Traceback.formatThreads(ForeignThreads.all()).stripLeading()).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private String text() {
        var print = new ProfileText();
        var out = new StringBuilder();
        long total = 0;
        for (ProfileData.Sample s : data().samples()) {
            out.append(s.value(0)).append(' ').append(print.stack(s, false));
            total += s.value(0);
        }
        return "virtualthread profile: total " + total + "\n" + out;
    }
}
