// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.SendChan;
import io.go4j.sync.OnceValue;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;

/** Outsiders beyond the JVM: other processes, sockets, files, and whoever calls by JMX. */
final class WorldParts {
    private WorldParts() {}

    private static Process sleeper(Duration delay) throws IOException {
        return new ProcessBuilder("sleep", String.valueOf(delay.toMillis() / 1e3)).start();
    }

    /** Code hung on the end of a child process, which runs in the common pool. Half of the delay is its own. */
    static Part processHandle(SplittableRandom r) {
        return Outsider.part("onExit of a process handle", Silence.ALWAYS, r, () -> (v, delay, reply) ->
                sleeper(delay.dividedBy(2)).toHandle().onExit().thenRunAsync(() -> Outsider.answer(v, delay.dividedBy(2), reply)));
    }

    /** The same of the process itself. */
    static Part processExit(SplittableRandom r) {
        return Outsider.part("onExit of a process", Silence.ALWAYS, r, () -> (v, delay, reply) ->
                sleeper(delay).onExit().thenRunAsync(() -> reply.send(v)));
    }

    /** A goroutine waits for a child process, or reads what it says. */
    static Part process(SplittableRandom r) {
        boolean reads = r.nextBoolean();
        return Outsider.part(reads ? "output of a process" : "end of a process", Silence.IN_PORTABLE_MODE, r, () -> (v, delay, reply) -> {
            Process p = new ProcessBuilder("sh", "-c", "sleep " + delay.toMillis() / 1e3 + "; echo " + v).start();
            Go4j.go(() -> {
                if (reads) {
                    reply.send(Long.valueOf(new String(p.getInputStream().readAllBytes()).strip()));
                } else {
                    reply.send(p.waitFor() + v);
                }
            });
        });
    }

    /** An echo over the loopback; the server is a goroutine or a thread. */
    private static final class Echo implements Outsider {
        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final Thread thread;
        private final Chan<Boolean> ended = Chan.make();
        private final Socket socket;
        private final DataOutputStream out;
        private final DataInputStream in;

        Echo(boolean byThread) throws IOException {
            thread = byThread ? Thread.ofPlatform().start(this::serve) : null;
            if (!byThread) {
                Go4j.go(() -> {
                    serve();
                    ended.close();
                });
            }
            socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
            out = new DataOutputStream(socket.getOutputStream());
            in = new DataInputStream(socket.getInputStream());
        }

        private void serve() {
            try (Socket s = listener.accept();
                    var from = new DataInputStream(s.getInputStream());
                    var to = new DataOutputStream(s.getOutputStream())) {
                for (long millis = from.readLong(); millis >= 0; millis = from.readLong()) {
                    long value = from.readLong();
                    Go4j.sleep(Duration.ofMillis(millis));
                    to.writeLong(value);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void ask(long value, Duration delay, SendChan<Long> reply) throws Exception {
            out.writeLong(delay.toMillis());
            out.writeLong(value);
            Go4j.go(() -> reply.send(in.readLong()));
        }

        @Override
        public void end() throws Exception {
            out.writeLong(-1);
            if (thread == null) {
                ended.receive();
            } else {
                thread.join();
            }
            socket.close();
            listener.close();
        }
    }

    static Part echo(SplittableRandom r) {
        boolean byThread = r.nextBoolean();
        return Outsider.part("echo" + (byThread ? " by a thread" : ""), Silence.ALWAYS, r, () -> new Echo(byThread));
    }

    static Part pipe(SplittableRandom r) {
        return Outsider.part("pipe", Silence.ALWAYS, r, () -> (v, delay, reply) -> {
            Pipe pipe = Pipe.open();
            Go4j.go(() -> {
                ByteBuffer got = ByteBuffer.allocate(8);
                try (var source = pipe.source()) {
                    while (got.hasRemaining()) {
                        source.read(got);
                    }
                }
                reply.send(got.getLong(0));
            });
            Go4j.sleep(delay);
            try (var sink = pipe.sink()) {
                sink.write(ByteBuffer.allocate(8).putLong(0, v));
            }
        });
    }

    static Part file(SplittableRandom r) {
        return Part.each("file", 1, v -> {
            Path file = Files.createTempFile("go4j", ".value");
            Files.writeString(file, String.valueOf(v));
            long back = Long.parseLong(Files.readString(file));
            Files.delete(file);
            return back;
        });
    }

    /** A file that is read by the JDK's pool, which calls back. */
    static Part asynchronousFile(SplittableRandom r) {
        return Outsider.part("asynchronous file", Silence.ALWAYS, r, () -> (v, delay, reply) -> {
            Path file = Files.createTempFile("go4j", ".value");
            var channel = AsynchronousFileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            channel.write(ByteBuffer.allocate(8), 0, v, new CompletionHandler<>() {
                @Override
                public void completed(Integer bytes, Long value) {
                    try {
                        channel.close();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    Outsider.answer(value, delay, reply);
                }

                @Override
                public void failed(Throwable t, Long value) {
                    t.printStackTrace();
                }
            });
        });
    }

    /** What the program offers by JMX to whoever wants to wake it. */
    public interface DoorMXBean {
        /** Somebody is there, and will open. */
        void knock(int question);

        /** Answers the question of this number. */
        void open(int question);
    }

    private static final class Door implements DoorMXBean {
        final Map<Integer, Runnable> questions = new ConcurrentHashMap<>();
        final Set<Integer> knocked = ConcurrentHashMap.newKeySet();

        @Override
        public void knock(int question) {
            knocked.add(question);
        }

        @Override
        public void open(int question) {
            questions.remove(question).run();
        }
    }

    /** The line on stdout, before the number of the question, that asks {@link Visitor} to come by JMX. */
    static final String COME_BY_JMX = "come by JMX: ";

    static final String DOOR = "io.go4j.conformance:type=Door";

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final OnceValue<Door> THE_DOOR = OnceValue.of(() -> {
        var door = new Door();
        ManagementFactory.getPlatformMBeanServer().registerMBean(door, new ObjectName(DOOR));
        return door;
    });

    /** Another process looks into this one by JMX, then calls an operation that the program has made. */
    static Part jmx(SplittableRandom r) {
        return Outsider.part("operation called by JMX", Silence.ALWAYS, r, () -> (v, delay, reply) -> {
            int question = NUMBERS.incrementAndGet();
            Door door = THE_DOOR.get();
            door.questions.put(question, () -> Outsider.answer(v, delay, reply));
            System.out.println(COME_BY_JMX + question);
            while (!door.knocked.contains(question)) { // from then on somebody is connected, of whom the program can know
                Go4j.sleep(Duration.ofMillis(5));
            }
        });
    }
}
