// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server of our own, in a temporary folder, on a free port of the loopback interface, with the binaries of the system. */
final class PostgresServer {
    private static final long PATIENCE_SECONDS = 120;

    /** The server refuses to run as root; then it is given to one of these. */
    private static final List<String> OTHER_USERS = List.of("postgres", "nobody");

    private final Path binaries;
    private final Path folder;
    private final Path data;
    private final @Nullable String user;
    private final Process process;
    private final String url;

    private PostgresServer(Path binaries, Path folder, @Nullable String user, int port) throws Exception {
        this.binaries = binaries;
        this.folder = folder;
        this.user = user;
        data = folder.resolve("data");
        run("initdb", "--auth=trust", "--username=go4j", "--no-sync", "--pgdata=" + data);
        process = start("postgres", "-D", data.toString(), "-p", String.valueOf(port), "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=" + folder, "-c", "fsync=off");
        url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=go4j";
    }

    /** Returns where the binaries are: Debian keeps them by version. Null if there is no server on this machine. */
    static @Nullable Path findBinaries() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return null;
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(v -> v.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("postgres")))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    static PostgresServer launch(Path binaries) throws Exception {
        Path folder = Files.createTempDirectory("go4j-postgres");
        String user = "root".equals(System.getProperty("user.name")) ? giveAway(folder) : null;
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var server = new PostgresServer(binaries, folder, user, port);
        try {
            server.awaitReady();
            return server;
        } catch (Throwable t) {
            server.stop();
            throw t;
        }
    }

    private static String giveAway(Path folder) throws IOException {
        for (String name : OTHER_USERS) {
            try {
                UserPrincipal user = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
                Files.setOwner(folder, user);
                return name;
            } catch (IOException e) {
                // the next one
            }
        }
        throw new IOException("no user to run PostgreSQL as: none of " + OTHER_USERS);
    }

    private void awaitReady() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (; ; ) {
            try {
                connect().close();
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("PostgreSQL did not start:\n" + log(), e);
                }
                Thread.sleep(20);
            }
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private Process start(String... command) throws IOException {
        List<String> line = new ArrayList<>();
        if (user != null) {
            line.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + ("nobody".equals(user) ? "nogroup" : user), "--clear-groups"));
        }
        line.add(binaries.resolve(command[0]).toString());
        line.addAll(List.of(command).subList(1, command.length));
        var builder = new ProcessBuilder(line).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().put("LC_ALL", "C");
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        return builder.start();
    }

    private void run(String... command) throws Exception {
        Process p = start(command);
        if (!p.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || p.exitValue() != 0) {
            p.destroyForcibly();
            throw new IOException(command[0] + " failed:\n" + log());
        }
    }

    void stop() throws Exception {
        try {
            run("pg_ctl", "stop", "--mode=immediate", "--pgdata=" + data);
        } finally {
            process.destroyForcibly().waitFor();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(f);
                }
            }
        }
    }
}
