// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.defer;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.go4j.Chan;
import io.go4j.Panic;
import io.go4j.diag.WaitReason;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Go: src/runtime/crash_test.go. Every program runs in a JVM of its own; its last words and its exit code are Go's. */
@Tag("go4j-run")
class CrashTest {
    private static final String ASLEEP = "fatal error: all goroutines are asleep - deadlock!\n";
    private static final String NO_GOROUTINES = "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n";

    private static Program dies(String name, String beginning) {
        Program p = Program.run(name);
        assertThat(p.stderr()).startsWith(beginning);
        assertThat(p.status()).isEqualTo(2);
        return p;
    }

    /** A main goroutine that waits for ever is a deadlock. */
    @Test
    void TestSimpleDeadlock() {
        dies("SimpleDeadlock", ASLEEP + "\ngoroutine 1 [select (no cases)]:\n");
    }

    /** So it is in the initialiser of a class, where the JVM cannot unmount the goroutine. */
    @Test
    void TestInitDeadlock() {
        dies("InitDeadlock", ASLEEP);
    }

    /** Other ways to wait for ever: a WaitGroup, locks, a condition, a timer that nobody can receive from. */
    @ParameterizedTest
    @Tag("TMR-18")
    @CsvSource({
        "WaitGroupDeadlock,sync.WaitGroup.Wait",
        "MutexDeadlock,sync.Mutex.Lock",
        "RWMutexDeadlock,sync.RWMutex.RLock",
        "CondDeadlock,sync.Cond.Wait",
        "UnwatchedTimerDeadlock,select (no cases)",
    })
    void deadlockElsewhere(String program, String reason) {
        dies(program, ASLEEP + "\ngoroutine 1 [" + reason + "]:\n");
    }

    /** The report shows every goroutine, in the order of their numbers. */
    @Test
    void deadlockOfMany() {
        String dump = dies("ManyDeadlock", ASLEEP).stderr();
        var header = Pattern.compile("^goroutine (\\d+) ", Pattern.MULTILINE);
        var ids = header.matcher(dump).results().map(m -> Long.valueOf(m.group(1))).toList();
        assertThat(ids).hasSize(201).isSorted().startsWith(1L);
        assertThat(dump).contains("goroutine 1 [chan receive (nil chan)]:\n").contains(" [select]:\n").contains(" [chan receive]:\n");
    }

    /** A goroutine that sleeps, a timer that somebody waits for, a goroutine that computes: these may go on, so there is no report. */
    @ParameterizedTest
    @Tag("TMR-18")
    @ValueSource(strings = {"SleeperIsNoDeadlock", "BusyIsNoDeadlock"})
    void noDeadlock(String program) {
        Program p = Program.run(program);
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("done\n");
        assertThat(p.status()).isZero();
    }

    /** Waiting for the network with a deadline is not a deadlock. */
    @Test
    void TestNetpollDeadlock() {
        Program p = Program.run("NetpollDeadlock");
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("done\n");
        assertThat(p.status()).isZero();
    }

    /** A goroutine that waits while it is locked to its thread can be part of a deadlock: main itself, or another one. */
    @ParameterizedTest
    @Tag("full-only")
    @Tag("LCK-7")
    @ValueSource(strings = {"LockedDeadlock", "LockedDeadlock2"})
    void TestLockedDeadlock(String program) {
        dies(program, ASLEEP);
    }

    /** Goroutines that keep threads for themselves need more of them than the program is allowed. */
    @Test
    @Tag("full-only")
    @Tag("SYS-8")
    void TestThreadExhaustion() {
        Program p = dies("ThreadExhaustion", "runtime: program exceeds 10-thread limit\nfatal error: thread exhaustion\n\ngoroutine ");
        assertThat(p.stdout()).isEmpty();
        assertThat(p.stderr()).contains("[select (no cases), locked to thread]:");
        assertThat(p.stderr()).containsOnlyOnce("fatal error");
    }

    /** The operating system gives the program no thread. */
    @Test
    @Tag("full-only")
    void noThread() {
        assumeTrue(Native.isLinux(), "needs Linux, to be refused a thread");
        Program p = dies("NoThread", "");
        assertThat(p.stdout()).doesNotContain("threads without");
        assertThat(p.stderr()).containsPattern("(?m)^runtime: failed to create new OS thread \\(have [0-9]+ already\\): .*native thread");
        assertThat(p.stderr()).containsOnlyOnce("fatal error: newosproc\n").doesNotContain("go4j bug");
    }

    /** The same where a program can do without what the threads are for, its own end included. */
    @Test
    @Tag("full-only")
    void noThreadForTheBean() {
        assumeTrue(Native.isLinux(), "needs Linux, to be refused a thread");
        Program p = Program.run("NoThreadForTheBean");
        assertThat(p.stdout()).as(p.stderr()).contains("OK\n"); // the JVM adds its own warnings
        assertThat(p.stderr()).contains("go4j: no JMX bean");
        assertThat(p.status()).isZero();
    }

    /** The heap is full when the runtime needs some of it, perhaps also when it wants to say so. */
    @Test
    @Tag("full-only")
    void outOfMemory() {
        assertThat(dies("OutOfMemory", "fatal error: out of memory\n").stderr()).doesNotContain("go4j bug");
        dies("OutOfMemoryTwice", "");
    }

    /** A mistake on a virtual thread that is no goroutine, and has no name. */
    @Test
    void mistakeOnAVirtualThread() {
        dies("VirtualThreadFatal", "fatal error: sync: unlock of unlocked mutex\n\nthread #");
    }

    /** The limit is set below the number of threads that there are. */
    @Test
    @Tag("full-only")
    void tooFewThreads() {
        Program p = dies("TooFewThreads", "runtime: program exceeds 1-thread limit\nfatal error: thread exhaustion\n");
        assertThat(p.stdout()).isEmpty();
    }

    /** When main has called goexit and the others have ended, there is nobody left. */
    @Test
    @Tag("GEX-2")
    void TestGoexitDeadlock() {
        assertThat(dies("GoexitDeadlock", NO_GOROUTINES).stderr()).isEqualTo(NO_GOROUTINES);
    }

    /** The same with a goroutine that sleeps a little, and a collection. */
    @Test
    @Tag("GEX-2")
    void TestGoexitCrash() {
        dies("GoexitExit", NO_GOROUTINES);
    }

    /** When main has called goexit and the others are blocked, it is the ordinary deadlock, with their stacks. */
    @Test
    @Tag("GEX-2")
    void goexitThenBlocked() {
        Program p = dies("GoexitBlocked", ASLEEP);
        assertThat(p.stderr()).contains(" [chan receive]:\n").doesNotContain("goroutine 1 [");
    }

    /** goexit in a deferred call ends the panic that is under way, silently. */
    @Test
    @Tag("GEX-5")
    void TestGoexitInPanic() {
        dies("GoexitInPanic", NO_GOROUTINES);
    }

    /** A panic in a deferred call during goexit is a panic. */
    @Test
    @Tag("GEX-3")
    void TestPanicAfterGoexit() {
        dies("PanicAfterGoexit", "panic: hello");
    }

    /** If the deferred call recovers its own panic, goexit goes on. */
    @Test
    @Tag("GEX-4")
    void TestRecoveredPanicAfterGoexit() {
        assertThat(dies("RecoveredPanicAfterGoexit", NO_GOROUTINES).stdout()).isEqualTo("recovered hello\n");
    }

    /** If another deferred call recovers it, goexit goes on. */
    @Test
    @Tag("GEX-4")
    void TestRecoverBeforePanicAfterGoexit() {
        assertThat(dies("RecoverBeforePanicAfterGoexit", NO_GOROUTINES).stdout()).isEqualTo("recovered\n");
    }

    /** So it does through the deferred calls of the caller. */
    @Test
    @Tag("GEX-4")
    void TestRecoverBeforePanicAfterGoexit2() {
        assertThat(dies("RecoverBeforePanicAfterGoexit2", NO_GOROUTINES).stdout()).isEqualTo("recovered\n");
    }

    /** goexit runs {@code finally} and the deferred calls. */
    @Test
    @Tag("GEX-1")
    void goexitRunsAll() {
        assertThat(dies("GoexitCaught", NO_GOROUTINES).stdout()).isEqualTo("finally\ndeferred\n");
    }

    /** In a deferred call during goexit there is nothing to recover. */
    @Test
    @Tag("GEX-1")
    void TestGoexitDefer() {
        Goroutines.run(() -> {
            var c = Chan.<String>make();
            go(() -> {
                try (var d = defer()) {
                    d.run(() -> c.send("recovered " + d.recover()));
                    goexit();
                }
            });
            assertThat(c.receive()).isEqualTo("recovered null");
        });
    }

    /** {@code go} of null is fatal, whatever the program would catch. */
    @Test
    @Tag("GO-5")
    void TestGoNil() {
        dies("GoNil", "fatal error: go of nil func value\n");
    }

    /** The main goroutine is number 1. */
    @Test
    @Tag("PAN-6")
    void TestMainGoroutineID() {
        dies("MainGoroutineID", "panic: test\n\ngoroutine 1 [running]:\n");
    }

    /** Timers and the collector make no goroutines that a dump would show. */
    @Test
    void TestNoHelperGoroutines() {
        String dump = dies("NoHelperGoroutines", "panic: oops\n\n").stderr();
        assertThat(Pattern.compile("goroutine \\d+ \\[").matcher(dump).results().map(m -> m.group())).containsExactly("goroutine 1 [");
    }

    /** A panic in any goroutine ends the program; deferred calls of main do not run. */
    @Test
    @Tag("PAN-1")
    void panicInGoroutine() {
        Program p = dies("PanicInGoroutine", "panic: crash\n\ngoroutine ");
        assertThat(p.stdout()).isEmpty();
        assertThat(p.stderr()).contains("created by ").contains(" in goroutine 1\n");
    }

    /** A sender that waits when the channel is closed panics, which ends the program. */
    @Test
    @Tag("CH-12")
    void sendOnClosed() {
        dies("ClosedChannel", "panic: send on closed channel\n\ngoroutine ");
    }

    /** A panic that replaced a recovered one is recovered too; the next one kills. */
    @Test
    @Tag("PAN-4")
    void TestRecursivePanic() {
        assertThat(dies("RecursivePanic", "panic: again\n\n").stdout()).isEqualTo("wrap: bad\n");
    }

    /** A recovered panic, then one in a deferred call, recovered, then one that kills. */
    @Test
    @Tag("PAN-4")
    void TestRecursivePanic2() {
        assertThat(dies("RecursivePanic2", "panic: third panic\n\n").stdout()).isEqualTo("first panic\nfirst deferred\nsecond panic\n");
    }

    /** A panic that a deferred call recovers itself leaves the first one alone. */
    @Test
    @Tag("PAN-4")
    void TestRecursivePanic3() {
        dies("RecursivePanic3", "panic: first panic\n\n");
    }

    /** Deferred calls recover each other's panics, in turn. */
    @Test
    @Tag("PAN-4")
    void TestRecursivePanic5() {
        assertThat(dies("RecursivePanic5", "panic: third panic\n").stdout()).isEqualTo("first panic\nsecond panic\n");
    }

    /** The same panic thrown twice is printed once. */
    @Test
    void TestDoublePanicWithSameValue() {
        dies("DoublePanicWithSameValue", "panic: message\n\n");
    }

    /** A panic and those of two deferred calls are all printed, oldest first. */
    @Test
    @Tag("PAN-4")
    void TestPanicTraceback() {
        dies("PanicTraceback", "panic: hello\n\tpanic: panic pt2\n\tpanic: panic pt1\n");
    }

    /** What describes a panic may yield, while the others still run. */
    @Test
    @Tag("PAN-5")
    void TestPanicDeadlockGosched() {
        dies("GoschedInPanic", "panic: errorThatGosched\n\n");
    }

    /** It may print, start goroutines and wait for them. */
    @Test
    @Tag("PAN-5")
    void TestPanicDeadlockSyscall() {
        assertThat(dies("SyscallInPanic", "panic: 3\n\n").stdout()).isEqualTo("1\n2\n");
    }

    /** It may fail: the panic is reported all the same. */
    @Test
    @Tag("PAN-5")
    void TestPanicLoop() {
        assertThat(dies("PanicLoop", "panic: ").stderr()).contains("ErrorThatFails").contains("goroutine 1 [running]:\n");
    }

    /** Misuse of a channel panics with the runtime's own kind of exception. */
    @Test
    @Tag("PAN-2")
    void TestRuntimePanicWithRuntimeError() {
        var closed = Chan.<Integer>make();
        closed.close();
        assertThatThrownBy(closed::close).isInstanceOf(Panic.class).hasMessage("close of closed channel");
        assertThatThrownBy(() -> closed.send(1)).isInstanceOf(Panic.class).hasMessage("send on closed channel");
        assertThatThrownBy(() -> Chan.make(-1)).isInstanceOf(Panic.class).hasMessage("makechan: size out of range");
        assertThatThrownBy(() -> Chan.nil().close()).isInstanceOf(Panic.class).hasMessage("close of nil channel");
    }

    /**
     * A program whose main returns while another goroutine panics ends in one of two ways: it reports the panic, or it has ended before.
     * (Go tries
     * harder to report it.)
     */
    @Test
    @Tag("EXIT-3")
    void TestPanicRace() {
        Program p = Program.run("PanicRace");
        if (p.status() == 2) {
            assertThat(p.stderr()).startsWith("panic: crash\n");
        } else {
            assertThat(p.status()).isZero();
        }
    }

    /** A stack that overflows is fatal: the program says so and ends with 2, its stack cut in the middle. */
    @Test
    @Tag("STK-2")
    @Tag("STK-3")
    void TestStackOverflow() {
        Program p = Program.run("StackOverflow");
        assertThat(p.status()).isEqualTo(2);
        assertThat(p.stderr())
                .startsWith("runtime: goroutine stack exceeds ")
                .contains("\nfatal error: stack overflow\n")
                .contains("goroutine 1 [running]:\n")
                .contains(" frames elided...\n");
    }

    /** The limit is that of setMaxStack, and the message says it. */
    @Test
    @Tag("full-only")
    @Tag("STK-4")
    void stackOverflowAtTheLimit() {
        dies("StackOverflowLimit", "runtime: goroutine stack exceeds 1474560-byte limit\nfatal error: stack overflow\n");
    }

    /** The program ends when main returns, though another goroutine computes for ever; of deferred calls, main's own are made. */
    @Test
    @Tag("EXIT-1")
    void exitWhileBusy() {
        Program p = Program.run("ExitWhileBusy");
        assertThat(p.status()).isZero();
        assertThat(p.stdout()).isEqualTo("main's deferred call\n");
    }

    /** A panic reaches the goroutine that caused it as an exception that it can catch, and no other goroutine. */
    @Test
    @Tag("DEF-6")
    void recoverIsPerGoroutine() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make();
            var caught = new AtomicReference<Throwable>();
            var sender = go(() -> {
                try {
                    c.send(1);
                } catch (Panic p) {
                    caught.set(p);
                }
            });
            Goroutines.untilWaiting(sender, WaitReason.CHAN_SEND);
            c.close();
            Goroutines.untilDead(sender);
            assertThat(caught.get()).hasMessage("send on closed channel");
        });
    }
}
