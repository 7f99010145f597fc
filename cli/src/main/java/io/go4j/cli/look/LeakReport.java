// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code leaks} prints: the goroutines that nothing can wake, and apart from them those that are meant to wait for ever. */
final class LeakReport {
    /*
     * Nothing can wake a goroutine in select without cases, and nobody can have meant anything else: a server ends its main so. Nor is
     * goroutine 1, which runs main, ever forgotten by somebody: the program lasts as long as it does. A nil channel is no such sign:
     * whoever waits for one has most often forgotten to make it. Decision 0048.
     */
    private static final Pattern GROUP = Pattern.compile("(\\d+) goroutines? \\[(.*)]: (\\d+)[\\d .]*");
    private static final Pattern ONE = Pattern.compile("goroutine (\\d+) \\[(.*)]:");
    private static final String NO_CASES = "select (no cases)";

    private final List<String> leaks = new ArrayList<>();
    private final List<String> byDesign = new ArrayList<>();
    private boolean grouped;
    private long leaked;
    private long meant;

    private LeakReport() {}

    /** Reads what the process has answered: groups, or each goroutine. */
    static LeakReport of(String text) {
        var report = new LeakReport();
        for (String block : text.split("\n\n", -1)) {
            String header = block.lines().findFirst().orElse("");
            Matcher group = GROUP.matcher(header);
            Matcher one = ONE.matcher(header);
            if (group.matches()) {
                report.grouped = true;
                report.add(block.strip() + "\n", Long.parseLong(group.group(1)), group.group(2), group.group(3));
            } else if (one.matches()) {
                report.add(block.strip() + "\n", 1, one.group(2), one.group(1));
            }
        }
        return report;
    }

    private void add(String block, long count, String state, String firstId) {
        boolean runsMain = firstId.equals("1") && !block.contains("\ncreated by ");
        long here = state.startsWith(NO_CASES) ? count : runsMain ? 1 : 0;
        leaked += count - here;
        meant += here;
        (here == count ? byDesign : leaks).add(block);
    }

    /** How many are leaked. */
    long leaked() {
        return leaked;
    }

    /** How many wait for ever by design. */
    long byDesign() {
        return meant;
    }

    @Override
    public String toString() {
        String text = "no leaked goroutines\n";
        if (leaked > 0) {
            String stacks = leaks.size() == 1 ? ", 1 stack" : ", " + leaks.size() + " different stacks";
            text = leaked + (leaked == 1 ? " leaked goroutine" : " leaked goroutines") + (grouped ? stacks : "") + "\n" + below(leaks);
        }
        if (byDesign.isEmpty()) {
            return text;
        }
        return text + "\n" + meant + (meant == 1 ? " goroutine waits" : " goroutines wait") + " for ever by design, and "
                + (meant == 1 ? "is no leak:\n" : "are no leaks:\n") + below(byDesign);
    }

    private static String below(List<String> blocks) {
        return blocks.stream().map(b -> "\n" + b).collect(Collectors.joining());
    }
}
