// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.diag.Traceback;
import io.go4j.park.Contention;
import io.go4j.pprof.Profile;
import io.go4j.pprof.ProfileData;
import io.go4j.pprof.ProfileText;
import io.go4j.timer.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Where goroutines waited for each other, how often and for how long: the block and the mutex profile. */
final class ContentionProfile implements Profile {
    private static final ProfileData.ValueType CONTENTIONS = new ProfileData.ValueType("contentions", "count");
    private static final ProfileData.ValueType DELAY = new ProfileData.ValueType("delay", "nanoseconds");

    private final String name;
    private final String head;
    private final Supplier<List<Contention.Entry>> entries;

    ContentionProfile(String name, String head, Supplier<List<Contention.Entry>> entries) {
        this.name = name;
        this.head = head;
        this.entries = entries;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int count() {
        return entries.get().size();
    }

    @Override
    public ProfileData data() {
        List<ProfileData.Sample> samples = new ArrayList<>();
        for (Contention.Entry e : entries.get()) {
            samples.add(new ProfileData.Sample(withoutStart(e.stack()), List.of(e.count(), e.nanos())));
        }
        samples.sort(Comparator.comparingLong((ProfileData.Sample s) -> s.value(1)).reversed());
        return new ProfileData(List.of(CONTENTIONS, DELAY), samples, CONTENTIONS, 1, null, Clock.wall(), Duration.ZERO);
    }

    private static List<StackTraceElement> withoutStart(List<StackTraceElement> stack) {
        int to = stack.size();
        while (to > 0 && Traceback.isRuntime(stack.get(to - 1))) {
            to--;
        }
        return to == 0 ? stack : stack.subList(0, to);
    }

    @Override
    public void writeTo(OutputStream out, int debug) throws IOException {
        if (debug <= 0) {
            data().writeTo(out);
            return;
        }
        var print = new ProfileText();
        var text = new StringBuilder(head);
        if (name.equals("mutex")) {
            text.append("sampling period=").append(Contention.mutexFraction(-1)).append('\n');
        }
        for (ProfileData.Sample s : data().samples()) {
            text.append(s.value(1)).append(' ').append(s.value(0)).append(' ').append(print.stack(s, true));
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
