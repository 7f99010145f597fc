// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import io.go4j.diag.GoroutineFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "stack", description = "Prints what each goroutine does, equal stacks once with how many there are.")
final class StackCommand extends PeerCommand {
    @Option(names = "--all", description = "print each goroutine, in the text of Go's dump")
    private boolean all;

    @Option(names = "--state", paramLabel = "STATE", description = "only those that are running, runnable, syscall or waiting")
    private List<String> states = new ArrayList<>();

    @Option(names = "--reason", paramLabel = "TEXT", description = "only those that wait for a reason with this in it: chan, select, Mutex")
    private List<String> reasons = new ArrayList<>();

    @Option(names = "--function", paramLabel = "TEXT", description = "only those with such a function on the stack, or started by one")
    private List<String> functions = new ArrayList<>();

    @Option(names = "--label", paramLabel = "KEY[=VALUE]", description = "only those with this profiler label")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--name", paramLabel = "TEXT", description = "only those whose name has this in it")
    private List<String> names = new ArrayList<>();

    @Option(names = "--waiting", paramLabel = "TIME", description = "only those that have waited so long or longer: 10s, 5m, 1h30m")
    private List<String> waits = new ArrayList<>();

    @Option(names = "--age", paramLabel = "TIME", description = "only those that were started so long ago or longer")
    private List<String> ages = new ArrayList<>();

    @Override
    void check() {
        Objects.requireNonNull(GoroutineFilter.of(filters()));
    }

    @Override
    String answer(Peer peer) throws LookFailure {
        return peer.stacks(!all, filters());
    }

    private List<String> filters() {
        List<String> filters = new ArrayList<>();
        states.forEach(s -> filters.add("state=" + s));
        reasons.forEach(s -> filters.add("reason=" + s));
        functions.forEach(s -> filters.add("function=" + s));
        labels.forEach(s -> filters.add("label=" + s));
        names.forEach(s -> filters.add("name=" + s));
        waits.forEach(s -> filters.add("waiting=" + s));
        ages.forEach(s -> filters.add("age=" + s));
        return filters;
    }
}
