// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs jcstress with its own options and then grades: nothing forbidden was seen, and every {@code _Broken} twin that ran has shown
 * what it is there to show. A checker that checks nothing fails here.
 */
public final class Jcstress {
    private Jcstress() {}

    /** Exit status 0: as it must be; 1: not. */
    public static void main(String[] args) throws Exception {
        Path results = Files.createDirectories(Path.of("jcstress-results"));
        deleteResults();
        Options options = new Options(Stream.concat(Stream.of("-r", results.toString()), Arrays.stream(args)).toArray(String[]::new));
        if (!options.parse()) {
            System.exit(2);
        }
        boolean ok = true;
        try {
            new JCStress(options).run();
        } catch (AssertionError e) { // its way to say that something forbidden was seen
            System.out.println(e.getMessage());
            ok = false;
        }
        System.exit(ok & grade() ? 0 : 1);
    }

    private static boolean grade() throws IOException, ClassNotFoundException {
        Map<String, Map<String, Long>> seen = new TreeMap<>();
        boolean[] ok = {true};
        try (Stream<Path> files = Files.walk(Path.of("."), 1)) {
            for (Path file : files.filter(Jcstress::isResult).toList()) {
                var reader = new DiskReadCollector(file.toString(), result -> {
                    Map<String, Long> states = seen.computeIfAbsent(result.getName(), name -> new TreeMap<>());
                    for (String state : result.getStateKeys()) {
                        states.merge(state, result.getCount(state), Long::sum);
                    }
                    if (!result.grading().isPassed) {
                        System.out.println("FAILED " + result.getName() + ": " + result.status() + " " + result.grading().failureMessages);
                        ok[0] = false;
                    }
                });
                reader.dump();
                reader.close();
            }
        }
        System.out.println("\n| test | outcomes | |\n|---|---|---|");
        for (var test : seen.entrySet()) {
            String verdict = verdict(test.getKey(), test.getValue());
            System.out.println("| " + test.getKey() + " | " + test.getValue() + " | " + verdict + " |");
            ok[0] &= !verdict.startsWith("NOT");
        }
        if (seen.isEmpty()) {
            System.out.println("NOT ok: no test ran");
            return false;
        }
        return ok[0];
    }

    private static String verdict(String test, Map<String, Long> states) {
        long interesting = 0;
        long forbidden = 0;
        var info = TestList.getInfo(test);
        for (var state : states.entrySet()) {
            StateCase found = info.unmatched();
            for (StateCase one : info.cases()) {
                if (one.matches(state.getKey())) {
                    found = one;
                    break;
                }
            }
            if (found.expect() == Expect.ACCEPTABLE_INTERESTING) {
                interesting += state.getValue();
            } else if (found.expect() == Expect.FORBIDDEN || found.expect() == Expect.UNKNOWN) {
                forbidden += state.getValue();
            }
        }
        if (forbidden > 0) {
            return "NOT ok: forbidden outcome, " + forbidden + " times";
        }
        if (test.endsWith("_Broken")) {
            return interesting > 0 ? "broken as it must be, " + interesting + " times" : "NOT ok: the broken twin showed nothing";
        }
        return states.isEmpty() ? "NOT ok: no outcome at all" : interesting > 0 ? "ok, but interesting " + interesting + " times" : "ok";
    }

    private static void deleteResults() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("."), 1)) {
            for (Path file : files.filter(Jcstress::isResult).toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean isResult(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("jcstress-results-") && name.endsWith(".bin.gz");
    }
}
