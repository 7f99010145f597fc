// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import java.io.Console;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/** The terminal of {@code top}: its second screen, drawn anew every interval, until q or Ctrl-C; then as it was. */
final class TopScreen {
    private static final String KEYS = "q: quit   w: longest waits first   g: most goroutines first";
    private static final int KEY_MILLIS = 100;
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;

    private final Terminal terminal;
    private final LocalPeer peer;
    private final Supplier<String> title;
    private volatile boolean ended;
    private volatile boolean resized;
    private boolean byWait;

    private TopScreen(Terminal terminal, LocalPeer peer, Supplier<String> title, boolean byWait) {
        this.terminal = terminal;
        this.peer = peer;
        this.title = title;
        this.byWait = byWait;
    }

    /** Until the user ends it, or the process ends: then says so. */
    @SuppressWarnings("SystemConsoleNull") // what the JDK promises in words only
    static void run(LocalPeer peer, Supplier<String> title, long millis, int sample, boolean byWait)
            throws LookFailure, IOException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw LookFailure.usage("the output is no terminal; go4j top --once prints one frame");
        }
        try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(false).build()) {
            new TopScreen(terminal, peer, title, byWait).show(millis, sample);
        } catch (IllegalStateException e) {
            throw LookFailure.usage("cannot use this terminal (" + e.getMessage() + "); go4j top --once prints one frame");
        }
    }

    private void show(long millis, int sample) throws LookFailure, IOException {
        terminal.handle(Signal.INT, s -> ended = true);
        terminal.handle(Signal.WINCH, s -> resized = true);
        Attributes asItWas = terminal.enterRawMode();
        Thread restore = new Thread(() -> restore(asItWas)); // for a SIGTERM
        Runtime.getRuntime().addShutdownHook(restore);
        try {
            terminal.puts(Capability.enter_ca_mode);
            terminal.puts(Capability.cursor_invisible);
            TopSample before = TopSample.of(peer, sample);
            TopSample now = before;
            while (!ended) {
                draw(before, now);
                waitFor(millis, before, now);
                if (!ended) {
                    before = now;
                    now = TopSample.of(peer, sample);
                }
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(restore);
            restore(asItWas);
        }
    }

    private void restore(Attributes asItWas) {
        terminal.puts(Capability.cursor_normal);
        terminal.puts(Capability.exit_ca_mode);
        terminal.setAttributes(asItWas);
        terminal.flush();
    }

    /** Looks at the keys until the next sample is due. */
    private void waitFor(long millis, TopSample before, TopSample now) throws IOException {
        NonBlockingReader keys = terminal.reader();
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!ended) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            int key = keys.read(Math.min(left, KEY_MILLIS));
            if (key == 'q' || key == 'Q' || key == CTRL_C || key == CTRL_D || key == NonBlockingReader.EOF) {
                ended = true;
            }
            if (key == 'w' || key == 'W' || key == 'g' || key == 'G') {
                byWait = key == 'w' || key == 'W';
                draw(before, now);
            }
            if (resized) {
                resized = false;
                terminal.puts(Capability.clear_screen);
                draw(before, now);
            }
        }
    }

    private void draw(TopSample before, TopSample now) {
        Size size = terminal.getSize();
        int width = size.getColumns() > 0 ? size.getColumns() : 80;
        int height = size.getRows() > 0 ? size.getRows() : 24;
        List<String> lines = TopFrame.lines(title.get(), before, now, byWait, width, height - 1);
        terminal.puts(Capability.cursor_home);
        for (String line : lines) {
            terminal.puts(Capability.clr_eol); // no spaces up to the edge: a terminal that becomes wider would join such lines
            terminal.writer().print(line);
            terminal.writer().print("\r\n");
        }
        terminal.puts(Capability.clr_eos);
        terminal.writer().print(KEYS.substring(0, Math.min(KEYS.length(), width - 1)));
        terminal.flush();
    }
}
