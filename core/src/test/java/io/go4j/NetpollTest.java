// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A goroutine that waits for a socket: how that looks, what ends it, and that the others run meanwhile. */
class NetpollTest {
    private ServerSocket listener;
    private int procs;

    @BeforeEach
    void oneProcessor() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        procs = GoRuntime.gomaxprocs(1); // who blocked it would stop all others
    }

    @AfterEach
    void allProcessors() throws IOException {
        GoRuntime.gomaxprocs(procs);
        listener.close();
    }

    /** Two ends of a connection, and the goroutine at one of them. */
    private interface Blocked {
        void run(Socket socket) throws Exception;
    }

    private record Pair(Socket here, Socket there) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            here.close();
            there.close();
        }
    }

    private Pair connect() throws IOException {
        var here = new Socket(listener.getInetAddress(), listener.getLocalPort());
        return new Pair(here, listener.accept());
    }

    /** Starts a goroutine in {@code call} and waits until it waits for the socket; tells by {@code ended} what the call threw. */
    private static Goroutine blockIn(Blocked call, Socket socket, Chan<Object> ended, Chan<Thread> thread) throws Exception {
        Goroutine g = go(() -> {
            thread.send(Thread.currentThread());
            try {
                call.run(socket);
                ended.send("returned");
            } catch (Exception e) {
                ended.send(e);
            }
        });
        awaitIoWait(g);
        return g;
    }

    private static void awaitIoWait(Goroutine g) {
        InGoroutine.await(() -> g.waitReason() == WaitReason.IO_WAIT);
    }

    @Test
    void dumpsSayIoWait() throws Exception {
        InGoroutine.run(() -> {
            try (Pair pair = connect()) {
                var ended = Chan.make(1);
                Goroutine g = blockIn(s -> s.getInputStream().read(), pair.here, ended, Chan.make(1));
                Predicate<GoroutineInfo> waits = i -> i.id() == g.id() && i.waitReason() == WaitReason.IO_WAIT;
                assertThat(GoRuntime.goroutines()).anyMatch(waits.and(i -> i.status() == GoroutineStatus.WAITING));
                assertThat(GoRuntime.stack(true)).contains("goroutine " + g.id() + " [IO wait]:");
                pair.there.getOutputStream().write('x');
                assertThat(ended.receive()).isEqualTo("returned");
            }
        });
    }

    @Test
    void acceptAndConnect() throws Exception {
        InGoroutine.run(() -> {
            var accepted = Chan.<Socket>make();
            Goroutine g = go(() -> accepted.send(listener.accept()));
            awaitIoWait(g);
            try (var client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                    Socket server = accepted.receive()) {
                assertThat(server.getPort()).isEqualTo(client.getLocalPort());
            }
        });
    }

    @Test
    void aWriterWaitsForTheReader() throws Exception {
        InGoroutine.run(() -> {
            try (Pair pair = connect()) {
                int size = 64 << 20; // more than any buffer on the way
                var ended = Chan.make(1);
                blockIn(s -> s.getOutputStream().write(new byte[size]), pair.here, ended, Chan.make(1));
                assertThat(pair.there.getInputStream().readNBytes(size)).hasSize(size);
                assertThat(ended.receive()).isEqualTo("returned");
            }
        });
    }

    @Test
    void aDeadlineEndsIt() throws Exception {
        InGoroutine.run(() -> {
            try (Pair pair = connect()) {
                pair.here.setSoTimeout(20);
                assertThatThrownBy(() -> pair.here.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                pair.there.getOutputStream().write('x');
                assertThat(pair.here.getInputStream().read()).isEqualTo('x'); // the connection is as it was
                listener.setSoTimeout(20);
                assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
            }
        });
    }

    @Test
    void aCloseEndsIt() throws Exception {
        InGoroutine.run(() -> {
            try (Pair pair = connect()) {
                var ended = Chan.make(1);
                blockIn(s -> s.getInputStream().read(), pair.here, ended, Chan.make(1));
                pair.here.close();
                assertThat(ended.receive()).isInstanceOf(SocketException.class);
            }
        });
    }

    @Test
    void theEndOfTheStreamEndsIt() throws Exception {
        InGoroutine.run(() -> {
            try (Pair pair = connect()) {
                var ended = Chan.make(1);
                blockIn(s -> assertThat(s.getInputStream().read()).isEqualTo(-1), pair.here, ended, Chan.make(1));
                pair.there.close();
                assertThat(ended.receive()).isEqualTo("returned");
            }
        });
    }

    /** In a virtual thread, an interrupt closes the socket that it waits for: the JDK's rule. */
    @Test
    void anInterruptEndsIt() throws Exception {
        InGoroutine.run(() -> {
            try (Pair pair = connect()) {
                var ended = Chan.make(1);
                var thread = Chan.<Thread>make(1);
                blockIn(s -> s.getInputStream().read(), pair.here, ended, thread);
                thread.receive().interrupt();
                assertThat(ended.receive()).isInstanceOf(SocketException.class);
                assertThat(pair.here.isClosed()).isTrue();
            }
        });
    }

    @Test
    void socketChannels() throws Exception {
        InGoroutine.run(() -> {
            try (var server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
                var accepted = Chan.<SocketChannel>make();
                awaitIoWait(go(() -> accepted.send(server.accept())));
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                try (SocketChannel there = accepted.receive()) {
                    var read = Chan.<Integer>make();
                    awaitIoWait(go(() -> read.send(client.read(ByteBuffer.allocate(8)))));
                    there.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                    assertThat(read.receive()).isEqualTo(3);

                    var ended = Chan.<Object>make();
                    awaitIoWait(go(() -> ended.send(failureOf(() -> client.read(ByteBuffer.allocate(8))))));
                    client.close();
                    assertThat(ended.receive()).isInstanceOf(AsynchronousCloseException.class);
                }
            }
        });
    }

    @Test
    void anInterruptClosesAChannel() throws Exception {
        InGoroutine.run(() -> {
            try (var server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
                var thread = Chan.<Thread>make(1);
                var ended = Chan.<Object>make(1);
                awaitIoWait(go(() -> {
                    thread.send(Thread.currentThread());
                    Object failure = failureOf(server::accept);
                    Thread.interrupted(); // or the send might not wait
                    ended.send(failure);
                }));
                thread.receive().interrupt();
                assertThat(ended.receive()).isInstanceOf(ClosedByInterruptException.class);
                assertThat(server.isOpen()).isFalse();
            }
        });
    }

    private static Object failureOf(GoBody call) {
        try {
            call.run();
            return "returned";
        } catch (Exception e) {
            return e;
        }
    }

    /** The kernel's pipes and datagrams wait at the same pollers. */
    @Test
    void pipesAndDatagrams() throws Exception {
        InGoroutine.run(() -> {
            Pipe pipe = Pipe.open();
            try (var source = pipe.source();
                    var sink = pipe.sink();
                    var datagrams = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                    var sender = DatagramChannel.open()) {
                var read = Chan.<Integer>make();
                awaitIoWait(go(() -> read.send(source.read(ByteBuffer.allocate(8)))));
                sink.write(ByteBuffer.wrap(new byte[] {1, 2}));
                assertThat(read.receive()).isEqualTo(2);

                var from = Chan.<Object>make();
                awaitIoWait(go(() -> from.send(datagrams.receive(ByteBuffer.allocate(8)))));
                sender.send(ByteBuffer.wrap(new byte[] {1}), datagrams.getLocalAddress());
                assertThat(from.receive()).isInstanceOf(InetSocketAddress.class);
            }
        });
    }

    @Test
    void selectorsAndUnixDomainSockets() throws Exception {
        Path folder = Files.createTempDirectory("go4j-netpoll");
        Path name = folder.resolve("socket");
        InGoroutine.run(() -> {
            try (var selector = Selector.open();
                    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(name))) {
                var accepted = Chan.<SocketChannel>make();
                awaitIoWait(go(() -> accepted.send(server.accept())));
                try (var client = SocketChannel.open(UnixDomainSocketAddress.of(name));
                        SocketChannel there = accepted.receive()) {
                    there.configureBlocking(false);
                    there.register(selector, SelectionKey.OP_READ);
                    var ready = Chan.<Integer>make();
                    awaitIoWait(go(() -> ready.send(selector.select())));
                    client.write(ByteBuffer.wrap(new byte[] {1}));
                    assertThat(ready.receive()).isEqualTo(1);

                    there.read(ByteBuffer.allocate(8));
                    selector.selectedKeys().clear();
                    awaitIoWait(go(() -> ready.send(selector.select())));
                    selector.wakeup();
                    assertThat(ready.receive()).isZero();
                }
            } finally {
                Files.deleteIfExists(name);
                Files.delete(folder);
            }
        });
    }
}
