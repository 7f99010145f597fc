// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands, each in a JVM of its own, looking into real processes. */
class LookTest extends Looking {
    private Path fileOf(Process p) {
        return run.resolve(Long.toString(p.pid()));
    }

    @Test
    void psListsProcessesAndSweepsTheFilesOfThoseThatAreGone() throws Exception {
        Process full = peer(FULL, "secret-argument");
        Process portable = peer(PORTABLE);
        await(() -> Files.exists(fileOf(full)) && Files.exists(fileOf(portable)));
        Files.writeString(run.resolve("4194999"), "go4j run file 1\npid=4194999\nstart=0\nversion=1\nmain=Gone\n");
        long me = ProcessHandle.current().pid();
        Files.writeString(run.resolve(Long.toString(me)), "go4j run file 1\npid=" + me + "\nstart=12345\nversion=1\nmain=Reused\n");
        Files.writeString(run.resolve("README"), "not ours");

        Outcome ps = go4j("ps");
        assertThat(ps.err()).isEmpty();
        assertThat(ps.status()).isZero();
        List<String> lines = ps.out().lines().toList();
        assertThat(lines.getFirst().split(" +")).containsExactly("PID", "MAIN", "UPTIME", "GOROUTINES", "PS", "MS");
        assertThat(lines).hasSize(3);
        assertThat(lines.stream().skip(1).map(l -> l.split(" +")).map(w -> w[0] + " " + w[1] + " " + w[3]))
                .containsExactlyInAnyOrder(full.pid() + " " + LookPeer.class.getName() + " 13",
                        portable.pid() + " " + LookPeer.class.getName() + " 13");
        assertThat(run.resolve("4194999")).doesNotExist();
        assertThat(run.resolve(Long.toString(me))).doesNotExist();
        assertThat(run.resolve("README")).exists();
        assertThat(go4j("ps", "-q").out().lines()).containsExactlyInAnyOrder("" + full.pid(), "" + portable.pid());
        assertThat(Files.readString(fileOf(full))).contains("main=" + LookPeer.class.getName()).doesNotContain("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fileOf(full)))).isEqualTo("rw-------");
    }

    @Test
    void psLeavesOutWhatIsNoJvm() throws Exception {
        Files.createDirectory(run, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Process sleep = new ProcessBuilder("sleep", "100").start();
        started.add(sleep);
        long start = sleep.info().startInstant().orElseThrow().toEpochMilli();
        String text = "go4j run file 1\npid=" + sleep.pid() + "\nstart=" + start + "\nversion=1\nmain=Other\n";
        Files.writeString(fileOf(sleep), text);
        assertThat(go4j("ps", "-q").out()).isEqualTo(sleep.pid() + "\n");
        Outcome ps = go4j("ps");
        assertThat(ps.out()).startsWith("PID").hasLineCount(1);
        assertThat(ps).isEqualTo(new Outcome(0, ps.out(), ""));
    }

    @Test
    void psComplainsAboutADirectoryOfOnesChoiceThatIsNone() throws Exception {
        String remedy = ", which is no directory; set it as it was set for the processes, or unset it\n";
        assertThat(go4j("ps")).isEqualTo(new Outcome(2, "", "go4j: ps: GO4J_RUN_DIR is " + run + remedy));
        Files.writeString(run, "a file");
        assertThat(go4j("ps", "-q")).isEqualTo(new Outcome(2, "", "go4j: ps: GO4J_RUN_DIR is " + run + remedy));
        environment.put("GO4J_RUN_DIR", "off");
        assertThat(go4j("ps")).isEqualTo(new Outcome(0, "PID  MAIN  UPTIME  GOROUTINES  PS  MS\n", ""));
    }

    @Test
    void aFileGoesWithANormalExit() throws Exception {
        Process p = peer(FULL);
        await(() -> Files.exists(fileOf(p)));
        p.destroy(); // SIGTERM
        p.waitFor();
        assertThat(fileOf(p)).doesNotExist();
        assertThat(go4j("ps").out().lines()).hasSize(1);
    }

    @Test
    void stackGroupsFiltersAndPrintsAll() throws Exception {
        String pid = Long.toString(peer(FULL).pid());
        Outcome grouped = go4j("stack", pid); // at once: a young process is waited for
        assertThat(grouped.err()).isEmpty();
        assertThat(grouped.out())
                .startsWith("13 goroutines, 4 different stacks\n\n10 goroutines [chan receive]: ")
                .contains("io.go4j.cli.look.LookPeer.receive(...)\n\tio/go4j/cli/look/LookPeer.java:")
                .contains("1 goroutine [sync.Mutex.Lock]: ")
                .contains("# name: locker\n")
                .contains("created by io.go4j.cli.look.LookPeer.lambda$main$0\n");

        assertThat(go4j("stack", "--reason", "mutex", pid).out()).startsWith("1 goroutine, 1 stack\n");
        assertThat(go4j("stack", "--name=lock", pid).out()).startsWith("1 goroutine, 1 stack\n");
        assertThat(go4j("stack", "--function=LookPeer.receive", "--state=waiting", pid).out()).startsWith("10 goroutines, 1 stack\n");
        assertThat(go4j("stack", "--state=syscall", "--label=a=b", pid).out()).isEqualTo("0 goroutines, 0 different stacks\n");
        String all = go4j("stack", "--all", pid).out();
        assertThat(all.lines().filter(l -> l.matches("goroutine \\d+ \\[[a-zA-Z. ]+]:"))).hasSize(13);
        assertThat(GopsPeer.select(all, true, List.of("function=LookPeer.receive"))).startsWith("10 goroutines, 1 stack\n");
    }

    @Test
    void stackChoosesByTheTimeOfAWaitAndByAge() throws Exception {
        String pid = Long.toString(peer(FULL).pid());
        await(() -> outcome("stack", "--waiting=1s", "--age=1s500ms", pid).out().startsWith("13 goroutines, 4 different stacks\n"));
        assertThat(go4j("stack", "--waiting=1s", "--name=locker", pid).out())
                .containsPattern("\\[sync.Mutex.Lock]: \\d+\n# name: locker\n# waiting: [1-9][0-9ms]*\n");
        assertThat(go4j("stack", "--waiting=1h", pid)).isEqualTo(new Outcome(0, "0 goroutines, 0 different stacks\n", ""));
        assertThat(go4j("stack", "--age=1h", pid)).isEqualTo(new Outcome(0, "0 goroutines, 0 different stacks\n", ""));
    }

    @Test
    void theNumbers() throws Exception {
        String pid = Long.toString(peer(FULL).pid());
        assertThat(go4j("stats", pid).out()).matches("goroutines: 13\nOS threads: \\d+\nGOMAXPROCS: 2\nnum CPU: \\d+\n");
        List<String> memory = go4j("memstats", pid).out().lines().toList();
        assertThat(memory).hasSize(31);
        assertThat(memory.getFirst()).matches("alloc: \\d+\\.\\d\\d[KMG]B \\(\\d+ bytes\\)");
        assertThat(memory.getLast()).isEqualTo("debug-gc: false");
        assertThat(go4j("gc", pid)).isEqualTo(new Outcome(0, "", ""));
        assertThat(go4j("memstats", pid).out()).doesNotContain("num-gc: 0\n").doesNotContain("last-gc: -\n");
        assertThat(go4j("version", pid).out()).matches("go4j .*, Java 25.*\n");
        assertThat(go4j("gomaxprocs", pid).out()).isEqualTo("2\n");
        assertThat(go4j("gomaxprocs", pid, "3").out()).isEqualTo("3\n");
        assertThat(go4j("gomaxprocs", pid).out()).isEqualTo("3\n");
    }

    @Test
    void topPrintsOneFrame() throws Exception {
        String pid = Long.toString(peer(FULL).pid());
        Outcome top = go4j("top", "--once", "--interval=0.1", pid);
        assertThat(top.err()).isEmpty();
        assertThat(top.out()).startsWith("go4j top   pid " + pid).contains("goroutines 13 ")
                .containsPattern("10  chan receive +\\S*receive +\\S+ +\\d+s +\\d+\n");
        String byWait = go4j("top", "--once", "--sort=wait", "--interval=0.1", pid).out();
        assertThat(byWait.substring(byWait.indexOf("GOROUTINES"))).hasLineCount(5);
        Outcome noTerminal = go4j("top", pid);
        assertThat(noTerminal.status()).isEqualTo(2);
        assertThat(noTerminal.err()).isEqualTo("go4j: top: the output is no terminal; go4j top --once prints one frame\n");
    }

    @Test
    void portableModeIsSeenToo() throws Exception {
        String pid = Long.toString(peer(PORTABLE).pid());
        assertThat(go4j("stack", pid).out()).startsWith("13 goroutines, ").contains("10 goroutines [chan receive]: ");
        assertThat(go4j("top", "--once", "--interval=0.1", pid).out()).contains("portable mode");
        assertThat(go4j("version", pid).out()).endsWith(", portable mode\n");
        assertThat(go4j("gomaxprocs", pid, "3").status()).isEqualTo(3);
        assertThat(go4j("stack", "--waiting=1s", pid)).isEqualTo(new Outcome(
                3, "", "go4j: stack: portable mode does not know how long goroutines have been there or have waited\n"));
    }

    @Test
    void aDeadlockIsReportedAlsoAfterSomebodyHasLookedIn() throws Exception {
        for (List<String> mode : List.of(FULL, PORTABLE)) {
            int number = started.size();
            Process p = peer(mode, "deadlock");
            assertThat(go4j("stack", Long.toString(p.pid())).out()).startsWith("13 goroutines, ");
            p.getOutputStream().write('\n'); // its only other thread reads that, and ends
            p.getOutputStream().close();
            assertThat(p.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(p.exitValue()).isEqualTo(2);
            assertThat(Files.readString(folder.resolve("err" + number))).contains("all goroutines are asleep - deadlock!");
        }
    }

    @Test
    void aGopsAgentIsAsked() throws Exception {
        String dump = "goroutine 1 [running]:\nmain.main()\n\t/m.go:1\n\n"
                + "goroutine 7 gp=0x1 m=nil [chan receive, 5 minutes]:\nmain.f()\n\t/m.go:9\n";
        try (ServerSocket agent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> serve(agent, dump));
            String at = "localhost:" + agent.getLocalPort();
            assertThat(go4j("stack", at).out()).startsWith("2 goroutines, 2 different stacks\n").contains("[chan receive, 5 minutes]: 7\n");
            assertThat(go4j("stack", "--all", "--state=waiting", at).out()).isEqualTo(dump.substring(dump.indexOf("goroutine 7")));
            assertThat(go4j("version", at).out()).isEqualTo("answer to 4\n");
            assertThat(go4j("memstats", at).out()).isEqualTo("answer to 3\n");
            assertThat(go4j("stats", at).out()).isEqualTo("answer to 7\n");
            assertThat(go4j("gc", at)).isEqualTo(new Outcome(0, "", ""));
            Outcome labels = go4j("stack", "--label=job", at);
            assertThat(labels.status()).isEqualTo(2);
            assertThat(labels.err()).startsWith("go4j: stack: a gops agent tells no names, labels and ages, ").hasLineCount(1);
            assertThat(go4j("stack", "--waiting=5m", at).out()).startsWith("1 goroutine, 1 stack\n");
            assertThat(go4j("stack", "--waiting=6m", at).out()).startsWith("0 goroutines");
            assertThat(go4j("stack", "--waiting=10s", at).status()).isEqualTo(2);
            assertThat(go4j("pprof", "-o-", at, "heap")).isEqualTo(new Outcome(0, "answer to 5\n", ""));
            assertThat(go4j("pprof", "-o-", at).out()).isEqualTo("answer to 6\n");
            assertThat(go4j("pprof", "--debug=2", at, "goroutine").out()).isEqualTo(dump);
            assertThat(go4j("pprof", "--no-gc", at, "heap").err())
                    .startsWith("go4j: pprof: a gops agent decides itself whether it collects; ").hasLineCount(1);
            assertThat(go4j("pprof", at, "block").err()).startsWith("go4j: pprof: a gops agent gives heap, ").hasLineCount(1);
        }
    }

    @Test
    void aWebServerIsNoGopsAgent() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) { // by itself it serves one connection at a time
            server.setExecutor(executor);
            server.start();
            String at = "localhost:" + server.getAddress().getPort();
            assertThat(go4j("stack", at)).isEqualTo(
                    new Outcome(3, "", "go4j: stack: " + at + " does not answer like a gops agent; is it a pprof server?\n"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whyAProcessCannotBeReached() throws Exception {
        Process other = java(List.of("-Dgo4j.jmx=false"), LookPeer.class.getName());
        assertThat(other.inputReader().readLine()).isEqualTo("ready");
        Process closed = peer(List.of("-XX:+DisableAttachMechanism", "-Dgo4j.mode=portable"));
        Process sleep = new ProcessBuilder("sleep", "100").start();
        started.add(sleep);
        int unused;
        try (ServerSocket s = new ServerSocket(0)) {
            unused = s.getLocalPort();
        }
        unreachable("there is no process 4194999; ", "4194999");
        unreachable("process " + sleep.pid() + " is no JVM; ", "" + sleep.pid());
        unreachable("process " + other.pid() + " shows no goroutines: ", "" + other.pid());
        unreachable("process " + closed.pid() + " lets nobody attach (", "" + closed.pid());
        unreachable("cannot reach localhost:" + unused + " (", "localhost:" + unused);
        assertThat(sleep.isAlive()).as("nothing was sent to it").isTrue();
    }

    @Test
    void aStoppedProcessKeepsNobodyWaiting() throws Exception {
        assumeThat(Path.of("/proc/self/stat")).exists();
        Process peer = peer(FULL);
        await(() -> Files.exists(fileOf(peer)));
        String pid = Long.toString(peer.pid());
        assertThat(go4j("stats", pid).status()).isZero(); // its socket is open now, so attaching would wait for ever
        assertThat(new ProcessBuilder("sh", "-c", "kill -STOP " + pid).start().waitFor()).isZero();
        String line = "process " + pid + " is stopped, by Ctrl-Z or a debugger; kill -CONT " + pid + " lets it go on\n";
        assertThat(go4j("stats", pid)).isEqualTo(new Outcome(3, "", "go4j: stats: " + line));
        Outcome ps = go4j("ps");
        assertThat(ps.err()).isEqualTo("go4j: ps: " + line);
        assertThat(ps.out()).contains(pid);
        assertThat(new ProcessBuilder("sh", "-c", "kill -CONT " + pid).start().waitFor()).isZero();
        assertThat(go4j("stats", pid).status()).isZero();
    }

    /** It stands still for longer than it runs, and no look may take it for one that is stopped for good. */
    @Test
    void aSlowProcessIsWaitedFor() throws Exception {
        Process peer = peer(FULL);
        await(() -> Files.exists(fileOf(peer)));
        String pid = Long.toString(peer.pid());
        Process slower = new ProcessBuilder(
                        "sh", "-c", "while kill -STOP $0; do sleep 0.3; kill -CONT $0; sleep 0.1; done", pid)
                .redirectErrorStream(true)
                .start();
        started.add(slower);
        for (int i = 0; i < 2; i++) {
            Outcome ps = go4j("ps");
            assertThat(ps.err()).isEmpty();
            assertThat(ps.out()).containsPattern(pid + " .* 13 ");
        }
        assertThat(go4j("stats", pid).out()).startsWith("goroutines: 13\n");
    }

    private void unreachable(String message, String target) throws Exception {
        Outcome outcome = go4j("stats", target);
        assertThat(outcome.err()).startsWith("go4j: stats: " + message).hasLineCount(1);
        assertThat(outcome).isEqualTo(new Outcome(3, "", outcome.err()));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", value = {
        "stack | needs PID|HOST:PORT; go4j stack --help",
        "stack --reason | --reason needs TEXT; go4j stack --help",
        "stack --al 1 | unknown option --al; go4j stack --help",
        "stack abc | abc is neither a process id nor host:port",
        "stack -5 | -5 is neither",
        "stack 0 | 0 is neither",
        "stack localhost: | localhost: has no port",
        "stack localhost:99999 | localhost:99999 has no port",
        "stack --state=asleep 1 | no state asleep",
        "stack 1 6667 | unknown argument 6667; it takes PID|HOST:PORT only; go4j stack --help",
        "top --interval=0 1 | --interval is from",
        "top --interval=soon 1 | --interval is a number, not soon; go4j top --help",
        "gomaxprocs 1 0 | 0 is no number of processors",
        "gomaxprocs 1 many | N is a whole number, not many; go4j gomaxprocs --help",
        "gomaxprocs 1 99999999999 | N 99999999999 is too large",
        "ps all | unknown argument all; it takes none; go4j ps --help",
        "ps --quiet=yes | --quiet takes no value",
        "top --sample=1 --sample=2 1 | --sample is given twice",
        "stack --waiting=soon 1 | no time soon",
        "stack --age=5 1 | no time 5",
        "stack http://localhost:6060 | only pprof takes a URL",
        "top --sort=age 1 | --sort is goroutines or wait",
        "leaks | needs PID; go4j leaks --help",
        "leaks --fail=0 1 | --fail is a number from 1 on, always or never, not 0",
        "leaks --fail=soon 1 | --fail is a number from 1 on, always or never, not soon",
        "leaks --fail=-1 1 | --fail is a number from 1 on, always or never, not -1",
        "leaks --ignore= 1 | --ignore needs a text",
        "leaks --ignore | --ignore needs TEXT; go4j leaks --help",
        "leaks localhost:6060 | leaks are looked for in a process of this machine",
        "top localhost:6060 | top works in a process of this machine; give its PID",
        "gomaxprocs localhost:6060 2 | gomaxprocs works in a process of this machine; give its PID",
        "pprof 1 cache | there is no profile cache; there are profile, goroutine, heap",
        "pprof --seconds=0 1 heap | --seconds is at least 1",
        "pprof --seconds=3601 1 heap | --seconds is at most 3600",
        "pprof --seconds=2000000000 http://localhost:1 | --seconds is at most 3600",
        "pprof --gc --no-gc 1 heap | --gc is given twice",
        "pprof --debug=3 1 heap | --debug is 1 or 2",
        "pprof --debug=1 1 | what is measured over a time has no text form",
        "pprof --top --debug=1 1 heap | --top and --open show a file",
        "pprof http: heap | http: has no port",
        "pprof http:///x heap | http:///x names no host",
        "pprof heap 9468 | give the process first: go4j pprof 9468 heap",
        "pprof cpu | give the process first: go4j pprof PID cpu",
        "completion fish | there is no completion for fish"
    })
    void badWordsGetOneLine(String words, String message) throws Exception {
        Outcome outcome = go4j(words.split(" "));
        assertThat(outcome.err()).startsWith("go4j: " + words.split(" ")[0] + ": " + message).hasLineCount(1);
        assertThat(outcome).isEqualTo(new Outcome(2, "", outcome.err()));
    }

    @Test
    void bashCompletesTheWords() throws Exception {
        Path script = Files.writeString(folder.resolve("completion"), go4j("completion", "bash").out());
        assertThat(completed(script, "go4j", "s")).contains("stack", "stats").doesNotContain("top");
        assertThat(completed(script, "go4j", "r")).containsExactly("run");
        assertThat(completed(script, "go4j", "stack", "--r")).containsExactly("--reason");
        assertThat(completed(script, "go4j", "top", "--o")).containsExactly("--once");
        assertThat(completed(script, "go4j", "l")).containsExactly("leaks");
        assertThat(completed(script, "go4j", "pprof", "--t")).containsExactly("--top");
        assertThat(completed(script, "go4j", "run", "--pp")).containsExactly("--pprof");
    }

    private List<String> completed(Path script, String... words) throws Exception {
        String line = "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD=" + (words.length - 1)
                + "; _complete_go4j; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process p = new ProcessBuilder("bash", "-c", line)
                .redirectError(ProcessBuilder.Redirect.DISCARD) // compopt says that nobody is completing
                .start();
        started.add(p);
        return new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
}
