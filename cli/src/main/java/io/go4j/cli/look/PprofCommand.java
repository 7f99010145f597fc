// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import io.go4j.diag.RunDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "pprof",
        description = {
            "Takes a profile and writes it to a file for go tool pprof.",
            "profile, the default, is CPU time; goroutine, virtualthread, threadcreate, goroutineleak, heap and allocs are what there is"
                    + " now; block and mutex are where goroutines wait for each other. profile, heap and allocs need go4j-debug in the"
                    + " process, which go4j run has."
        })
final class PprofCommand implements Callable<Integer> {
    private static final int SECONDS_OF_CPU = 30; // Go's
    private static final int SECONDS_MAX = 3600; // as in the processes
    private static final int REFUSAL_MILLIS = 500;
    private static final int FILES_MAX = 999;
    private static final String CPU = "profile";

    static final List<String> PROFILES =
            List.of(CPU, "goroutine", "heap", "allocs", "block", "mutex", "threadcreate", "goroutineleak", "virtualthread");

    @Parameters(index = "0", paramLabel = "PID|HOST:PORT|URL", description = "a process of this user, a gops agent, or"
            + " http://host:port, also with /debug/pprof/PROFILE?seconds=N behind it")
    private String target = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PROFILE",
            completionCandidates = Names.class,
            description = "profile, goroutine, heap, allocs, block, mutex, threadcreate, goroutineleak or virtualthread")
    private @Nullable String wanted;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "for how long to measure: profile 30 if not given; of the others what changes in that time. block and mutex are"
                    + " switched on for it if they are off")
    private @Nullable Integer seconds;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "where to write it; - is standard output")
    private @Nullable String file;

    @Option(names = "--debug", paramLabel = "N", description = "print text: 1 equal stacks counted, 2 each goroutine")
    private int debug;

    @Option(
            names = "--gc",
            negatable = true,
            description = "collect garbage first, which heap does if not told otherwise; --no-gc: do not, so garbage counts too")
    private @Nullable Boolean gc;

    @Option(names = "--top", description = "show the largest with go tool pprof -top")
    private boolean top;

    @Option(names = "--open", description = "show it in a browser with go tool pprof -http")
    private boolean open;

    private String name = CPU;

    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(PROFILES);
        }
    }

    @Override
    public Integer call() throws LookFailure, IOException, InterruptedException {
        HttpProfiles server = HttpProfiles.isUrl(target) ? HttpProfiles.at(target) : null;
        name = name(server);
        if (server != null) {
            takeOptions(server);
        }
        check();
        int measured = seconds != null ? seconds : name.equals(CPU) ? SECONDS_OF_CPU : 0;
        byte[] bytes;
        try (Profiled from = server != null ? server : from()) {
            bytes = measured > 0 ? measure(from, measured) : from.profile(name, debug, 0, gc);
        }
        if ("-".equals(file) || (debug > 0 && file == null)) {
            System.out.write(bytes);
            return 0;
        }
        return keep(bytes);
    }

    /** The profile that is asked for: the second word, or what the URL names. */
    private String name(@Nullable HttpProfiles server) throws LookFailure {
        if (isProfile(target)) {
            String process = wanted == null || isProfile(wanted) ? "PID" : wanted;
            throw LookFailure.usage("give the process first: go4j pprof " + process + " " + target);
        }
        String second = "cpu".equals(wanted) ? CPU : wanted;
        String ofUrl = server == null ? null : server.named();
        if (second != null && ofUrl != null && !second.equals(ofUrl)) {
            throw LookFailure.usage("the URL names the profile " + ofUrl + ", the word after it " + wanted + "; leave one of them out");
        }
        return second != null ? second : ofUrl != null ? ofUrl : CPU;
    }

    private static boolean isProfile(String word) {
        return word.equals("cpu") || PROFILES.contains(word);
    }

    /** What the URL says behind its question mark; options go before it. */
    private void takeOptions(HttpProfiles server) throws LookFailure {
        int asked = server.number("seconds");
        seconds = seconds == null && asked != 0 ? Integer.valueOf(asked) : seconds;
        debug = debug == 0 ? server.number("debug") : debug;
        gc = gc == null ? server.collects() : gc;
    }

    /** Says that it measures. Who cannot do it refuses at once, and so before that. */
    private byte[] measure(Profiled from, int measured) throws LookFailure, InterruptedException {
        var answered = new CountDownLatch(1);
        Thread notice = Thread.ofPlatform().daemon().start(() -> {
            try {
                if (!answered.await(REFUSAL_MILLIS, TimeUnit.MILLISECONDS)) {
                    System.err.println("go4j: pprof: measuring for " + measured + " s");
                }
            } catch (InterruptedException e) {
                // nobody does that
            }
        });
        try {
            return from.profile(name, debug, measured, gc);
        } finally {
            answered.countDown();
            notice.join();
        }
    }

    private void check() throws LookFailure {
        if (!PROFILES.contains(name)) {
            throw LookFailure.usage("there is no profile " + name + "; there are " + String.join(", ", PROFILES));
        }
        if (seconds != null && seconds < 1) {
            throw LookFailure.usage("--seconds is at least 1");
        }
        if (seconds != null && seconds > SECONDS_MAX) {
            throw LookFailure.usage("--seconds is at most " + SECONDS_MAX);
        }
        if (debug < 0 || debug > 2) {
            throw LookFailure.usage("--debug is 1 or 2");
        }
        if (debug > 0 && (name.equals(CPU) || seconds != null)) {
            throw LookFailure.usage("what is measured over a time has no text form; leave --debug out, or look at it with --top");
        }
        if ((top || open) && (debug > 0 || "-".equals(file))) {
            throw LookFailure.usage("--top and --open show a file; leave --debug and -o - out");
        }
        if ((top || open) && !goIsThere()) {
            throw LookFailure.usage("--top and --open need the command go on the PATH; --debug 1 prints text without it");
        }
    }

    private Profiled from() throws LookFailure {
        Peer peer = Peer.of(target);
        return peer instanceof GopsPeer gops && HttpProfiles.answers(gops.address())
                ? HttpProfiles.at("http://" + (target.startsWith(":") ? "localhost" : "") + target)
                : peer;
    }

    private int keep(byte[] bytes) throws LookFailure, IOException, InterruptedException {
        boolean passing = top && !open && file == null;
        Path path = passing ? Files.createTempFile("go4j", ".pb.gz") : null;
        try {
            if (path != null) {
                Files.write(path, bytes);
            } else {
                path = file == null ? writeNew(bytes) : Files.write(Path.of(file), bytes);
                say(path);
            }
            int status = top ? go("-top", path) : 0;
            return open && status == 0 ? go("-http=localhost:", path) : status;
        } catch (IOException e) {
            throw LookFailure.usage("cannot write " + (file == null ? "to this folder" : file) + " (" + reason(e)
                    + "); name another with -o FILE");
        } finally {
            if (passing && path != null) {
                Files.delete(path);
            }
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such folder";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    /** In the folder in which the user is, under the first name that is free. */
    private Path writeNew(byte[] bytes) throws IOException {
        String start = "pprof." + programName() + "." + (name.equals(CPU) ? "cpu" : name);
        String end = debug > 0 ? ".txt" : ".pb.gz";
        for (int i = 1; ; i++) {
            Path path = Path.of(String.format(Locale.ROOT, "%s.%03d%s", start, i, end));
            try {
                return Files.write(path, bytes, StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                if (i >= FILES_MAX) {
                    throw e;
                }
            }
        }
    }

    private String programName() {
        String main = target;
        if (target.indexOf(':') >= 0) {
            String address = target.replaceFirst("^https?://", "").replaceFirst("/.*", "");
            main = (address.startsWith(":") ? "localhost" : "") + address;
        }
        for (RunDirectory.Entry e : PsCommand.running(RunDirectory.ofThisUser())) {
            main = Long.toString(e.pid()).equals(target) ? e.main().replaceFirst("\\.(java|jar)$", "") : main;
        }
        return main.substring(main.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]+", "_");
    }

    /** For a program that reads it, the name of the file alone. */
    @SuppressWarnings("SystemConsoleNull") // what the JDK promises in words only
    private void say(Path path) {
        boolean terminal = System.console() != null && System.console().isTerminal();
        if (!terminal || top || open) {
            System.out.println(path);
            return;
        }
        System.out.println("Saved profile in " + path);
        System.out.println(goIsThere() ? "go tool pprof " + path : "go tool pprof, of a Go installation, reads it");
    }

    private static boolean goIsThere() {
        String path = System.getenv("PATH");
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL).splitAsStream(path == null ? "" : path)
                .anyMatch(folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, "go")));
    }

    private static int go(String how, Path path) throws IOException, InterruptedException {
        System.out.flush();
        return new ProcessBuilder("go", "tool", "pprof", how, path.toString()).inheritIO().start().waitFor();
    }
}
