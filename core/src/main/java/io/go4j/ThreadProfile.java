// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.diag.Metric;
import io.go4j.pprof.Profile;
import io.go4j.pprof.ProfileData;
import io.go4j.pprof.ProfileText;
import io.go4j.timer.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The threads that go4j has made. */
final class ThreadProfile implements Profile {
    /*
     * Go notes where each thread was asked for, and prints zeros for most of them. Here all are made at one place, and who asked for it is
     * the scheduler.
     */
    private static final StackTraceElement PLACE = new StackTraceElement("io.go4j.sched.Machines", "start", "Machines.java", 1);
    private static final ProfileData.ValueType THREADS = new ProfileData.ValueType("threadcreate", "count");

    @Override
    public String name() {
        return "threadcreate";
    }

    /** In portable mode none of the threads that run goroutines is ours. */
    @Override
    public int count() {
        return GoRuntime.metrics().get("/sched/threads/total:threads") instanceof Metric.Count c ? (int) c.value() : 0;
    }

    @Override
    public ProfileData data() {
        int n = count();
        List<ProfileData.Sample> all = n == 0 ? List.of() : List.of(new ProfileData.Sample(List.of(PLACE), List.of((long) n)));
        return new ProfileData(List.of(THREADS), all, THREADS, 1, null, Clock.wall(), Duration.ZERO);
    }

    @Override
    public void writeTo(OutputStream out, int debug) throws IOException {
        if (debug <= 0) {
            data().writeTo(out);
            return;
        }
        var text = new StringBuilder("threadcreate profile: total " + count() + "\n");
        for (ProfileData.Sample s : data().samples()) {
            text.append(s.value(0)).append(' ').append(new ProfileText().stack(s, true));
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
