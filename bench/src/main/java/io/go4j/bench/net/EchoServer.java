// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.net;

import static io.go4j.Go4j.go;

import io.go4j.Go4j;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * An echo server with a goroutine per connection, as plain as it can be written. Prints its port. {@code bench/echo} runs it and its twin
 * in Go under the same client.
 *
 * <p>Arguments: {@code channels} uses channels with direct buffers instead of streams; {@code jdk-pollers} leaves the JDK's pollers on
 * the JDK's own scheduler, as they are in a program in which somebody else used a socket first; {@code platform} and {@code virtual} use
 * the JDK's threads instead of goroutines.
 */
public final class EchoServer {
    private static final int BUFFER_BYTES = 4096;
    private static final int BACKLOG = 1024;

    private EchoServer() {}

    private interface Starter {
        void start(Runnable body);
    }

    public static void main(String[] args) throws Exception {
        var options = java.util.Set.of(args);
        if (options.contains("jdk-pollers")) {
            Class.forName("sun.nio.ch.Poller");
        }
        boolean channels = options.contains("channels");
        if (options.contains("platform")) {
            serve(channels, body -> Thread.ofPlatform().start(body));
        } else if (options.contains("virtual")) {
            Thread.ofVirtual().start(() -> serve(channels, Thread::startVirtualThread)).join();
        } else {
            Go4j.main(() -> serve(channels, body -> go(body::run)));
        }
    }

    private static void serve(boolean channels, Starter starter) {
        try {
            if (channels) {
                serveChannels(starter);
            } else {
                serveStreams(starter);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void serveStreams(Starter starter) throws IOException {
        try (var listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
            System.out.println(listener.getLocalPort());
            for (; ; ) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true); // as Go does
                starter.start(() -> echo(socket));
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    private static void serveChannels(Starter starter) throws IOException {
        try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG)) {
            System.out.println(listener.socket().getLocalPort());
            for (; ; ) {
                SocketChannel channel = listener.accept();
                channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
                starter.start(() -> echo(channel));
            }
        }
    }

    private static void echo(SocketChannel channel) {
        try (channel) {
            var buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // the client is gone
        }
    }
}
