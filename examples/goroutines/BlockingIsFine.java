// SPDX-License-Identifier: Apache-2.0
// Calls of the JDK that block are fine in a goroutine: a queue, a monitor, a socket. Only that one
// goroutine waits, even with a single P.
// run: GOMAXPROCS=1 ./go4j run examples/goroutines/BlockingIsFine.java

import static io.go4j.Go4j.*;

import io.go4j.sync.WaitGroup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;

void main() throws Exception {
    var all = new WaitGroup();
    var queue = new ArrayBlockingQueue<String>(1);
    var lock = new Object();

    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        all.go(() -> IO.println("from the queue: " + queue.take()));
        gosched(); // let it start, and block

        all.go(() -> {
            try (var socket = server.accept()) {
                var word = new String(socket.getInputStream().readAllBytes());
                queue.put(word);
            }
        });
        gosched();

        var words = new ArrayList<String>();
        all.go(() -> {
            synchronized (lock) {
                while (words.isEmpty()) lock.wait();
            }
            try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                socket.getOutputStream().write(words.getFirst().getBytes());
            }
        });
        gosched();

        IO.println("three goroutines block, main does not");
        synchronized (lock) {
            words.add("hello");
            lock.notifyAll();
        }
        all.await();
    }
}
