// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.conformance.programs.Ending.How;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A whole program made from a seed, and what must become of it. Rounds of pipelines, one round after the other; each pipeline has a known
 * sum. Then perhaps goroutines that are left waiting, and an end that is known.
 *
 * @param seed what it is made from, together with the mode
 * @param full for which mode
 * @param asGo4jRun whether it runs with the JVM options of {@code go4j run}
 * @param procs GOMAXPROCS
 * @param rounds what runs
 * @param outside the names of its parts outside
 * @param leaked what is left waiting before the end
 * @param ending how it ends
 * @param silence whether a deadlock at the end may go without a report
 */
record Plan(
        long seed,
        boolean full,
        boolean asGo4jRun,
        int procs,
        List<List<Pipeline>> rounds,
        List<String> outside,
        List<Stuck> leaked,
        Ending ending,
        Silence silence) {
    /*
     * The parts outside are rare in one program, and many programs have one: each of them may keep the detector silent about whatever
     * comes after it, and may hide another. The values are few, for what is looked for shows at the first wait or never.
     */
    private static final int VALUES_MAX = 30;

    /** What a program says on stdout once only its end is left. */
    static final String ENDING = "ending";

    /** What the stack of main shows until then. */
    static final String ROUNDS = Plan.class.getName() + ".runRounds(";

    /** Decides everything. The same for the same arguments. */
    static Plan of(long seed, boolean full) {
        return of(seed, full, null);
    }

    /** The same with this part outside, if it is not null, instead of those that the seed would choose. */
    static Plan of(long seed, boolean full, String only) {
        var r = new SplittableRandom(seed);
        boolean asGo4jRun = r.nextInt(3) == 0;
        int procs = Parts.pick(List.of(1, 2, 2, 4, 16), r);
        Silence silence = Silence.NEVER;
        int outside = only == null ? Parts.pick(List.of(0, 0, 1, 1, 1, 2), r) : 1;
        List<List<Pipeline>> rounds = new ArrayList<>();
        List<String> names = new ArrayList<>();
        int n = Math.max(1 + r.nextInt(3), outside);
        for (int i = 0; i < n; i++) {
            List<Pipeline> round = new ArrayList<>();
            for (int k = r.nextInt(4); k >= 0; k--) {
                round.add(inside(r, full));
            }
            if (i < outside) {
                Map<String, Parts.Kind> kinds = Parts.outside(full);
                String name = only != null ? only : Parts.pick(List.copyOf(kinds.keySet()), r);
                names.add(name);
                Part part = kinds.get(name).make(r);
                silence = silence.or(part.silence());
                List<Part> parts = round.getFirst().parts();
                parts.add(r.nextInt(parts.size() + 1), part);
            }
            rounds.add(round);
        }
        List<Stuck> leaked = new ArrayList<>();
        for (int i = r.nextInt(4) == 0 ? 1 + r.nextInt(4) : 0; i > 0; i--) {
            leaked.add(Parts.pick(Stuck.KINDS, r).make(r));
        }
        Ending ending = leaked.isEmpty() && r.nextInt(25) == 0 ? Endings.goexits() : Endings.choose(r, full);
        silence = silence.or(ending.silence());
        for (Stuck s : leaked) {
            silence = silence.or(s.silence());
        }
        return new Plan(seed, full, asGo4jRun, procs, rounds, names, leaked, ending, silence);
    }

    private static Pipeline inside(SplittableRandom r, boolean full) {
        List<Parts.Kind> kinds = List.copyOf(Parts.inside(full).values());
        List<Part> parts = new ArrayList<>();
        for (int i = r.nextInt(4); i > 0; i--) {
            parts.add(Parts.pick(kinds, r).make(r));
        }
        return new Pipeline(r.nextInt(10) == 0 ? 0 : 1 + r.nextInt(VALUES_MAX), r.nextInt(3), parts);
    }

    /** What the rounds must print. */
    List<String> expectedLines() {
        List<String> lines = new ArrayList<>();
        for (List<Pipeline> round : rounds) {
            lines.add("sum " + round.stream().mapToLong(Pipeline::expected).sum());
        }
        lines.add(ENDING);
        return lines;
    }

    /** Why the goroutines wait that the report of a deadlock must name, in the order of the words. */
    List<String> expectedReasons() {
        List<String> all = new ArrayList<>(ending.reasons());
        for (Stuck s : leaked) {
            all.add(s.reason());
            all.addAll(s.others());
        }
        all.sort(null);
        return all;
    }

    boolean mayStaySilent() {
        return ending.how() == How.DEADLOCKS && silence.isAllowed(full);
    }

    /** Runs it, as the main goroutine. */
    void run() throws Exception {
        runRounds();
        for (Stuck s : leaked) {
            Go4j.go(s.body());
        }
        System.out.println(ENDING);
        ending.body().run();
    }

    /** Its name on the stack of main shows that a report came too early. */
    private void runRounds() {
        for (List<Pipeline> round : rounds) {
            Chan<Long> sums = Chan.make();
            for (Pipeline p : round) {
                Go4j.go(() -> sums.send(p.run()));
            }
            long sum = 0;
            for (int i = 0; i < round.size(); i++) {
                sum += sums.receive();
            }
            System.out.println("sum " + sum);
        }
    }

    @Override
    public String toString() {
        var out = new StringBuilder("program " + seed + ", " + (full ? "full" : "portable") + " mode, GOMAXPROCS " + procs
                + (asGo4jRun ? ", options of go4j run" : "") + "\n");
        for (List<Pipeline> round : rounds) {
            out.append("  at once:\n");
            round.forEach(p -> out.append("    ").append(p).append('\n'));
        }
        leaked.forEach(s -> out.append("  left waiting: ").append(s.text()).append('\n'));
        out.append("  at last: ").append(ending.text()).append('\n');
        out.append("  must: ").append(switch (ending.how()) {
            case RETURNS, EXITS -> "end with status " + ending.status();
            case PANICS -> "end with status 2 and \"" + ending.stderr() + "\"";
            case DEADLOCKS -> (mayStaySilent() ? "wait in silence, or " : "") + "be reported as a deadlock of " + expectedReasons();
            case HANGS -> "wait in silence";
        });
        return out.append('\n').toString();
    }
}
