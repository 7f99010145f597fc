// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.go4j.Chan;
import io.go4j.diag.WaitReason;
import io.go4j.sync.WaitGroup;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JDBC over a socket, with a server that this test starts. Where the system has none, the tests are skipped, and say so. */
class PostgresTest {
    private static PostgresServer server;

    @BeforeAll
    static void launch() throws Exception {
        Path binaries = PostgresServer.findBinaries();
        if (binaries == null) {
            long tests = java.util.Arrays.stream(PostgresTest.class.getDeclaredMethods())
                    .filter(m -> m.isAnnotationPresent(Test.class))
                    .count();
            System.err.println("integration: PostgreSQL is not installed: " + tests + " tests skipped; on Debian: apt install postgresql");
            return;
        }
        server = PostgresServer.launch(binaries);
    }

    @BeforeEach
    void isThere() {
        assumeTrue(server != null, "PostgreSQL is not installed"); // for each test, so that each is counted as skipped
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void transactionsInManyGoroutines() throws Exception {
        InGoroutine.runOnOneProcessor(() -> {
            try (Connection c = server.connect();
                    Statement s = c.createStatement()) {
                s.execute("create table account(id int primary key, balance int not null)");
                s.execute("insert into account select n, 1000 from generate_series(1, 10) n");
                var group = new WaitGroup();
                for (int i = 0; i < 20; i++) {
                    int worker = i;
                    group.go(() -> transfer(worker));
                }
                group.await();
                try (var sum = s.executeQuery("select sum(balance), count(*) from account")) {
                    assertThat(sum.next()).isTrue();
                    assertThat(sum.getInt(1)).isEqualTo(10_000);
                    assertThat(sum.getInt(2)).isEqualTo(10);
                }
            }
        });
    }

    private static void transfer(int worker) throws Exception {
        try (Connection c = server.connect();
                var move = c.prepareStatement("update account set balance = balance + ? where id = ?")) {
            c.setAutoCommit(false);
            for (int n = 0; n < 20; n++) {
                int one = 1 + (worker + n) % 10;
                int other = 1 + (worker + n * 7 + 3) % 10;
                move.setInt(1, one <= other ? 1 : -1); // the lower id first: no deadlock
                move.setInt(2, Math.min(one, other));
                move.execute();
                move.setInt(1, one <= other ? -1 : 1);
                move.setInt(2, Math.max(one, other));
                move.execute();
                c.commit();
            }
        }
    }

    @Test
    void aQueryThatWaitsHoldsNoProcessor() throws Exception {
        InGoroutine.runOnOneProcessor(() -> {
            try (Connection holder = server.connect();
                    Statement lock = holder.createStatement()) {
                lock.execute("select pg_advisory_lock(1)");
                var done = Chan.<Boolean>make(1);
                var waiter = go(() -> {
                    try (Connection c = server.connect();
                            Statement s = c.createStatement()) {
                        done.send(s.execute("select pg_advisory_lock(1)"));
                    }
                });
                InGoroutine.await(() -> waiter.waitReason() == WaitReason.IO_WAIT);
                lock.execute("select pg_advisory_unlock(1)");
                assertThat(done.receive()).isTrue();
            }
        });
    }

    private static boolean isSleeping(Connection other) {
        String asked = "select 1 from pg_stat_activity where state = 'active' and wait_event = 'PgSleep'";
        try (Statement s = other.createStatement();
                var rows = s.executeQuery(asked)) {
            return rows.next();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void cancelFromAnotherGoroutine() throws Exception {
        InGoroutine.runOnOneProcessor(() -> {
            try (Connection c = server.connect();
                    Statement s = c.createStatement();
                    Connection other = server.connect()) {
                var query = Chan.<Boolean>make(1);
                var sleeper = go(() -> {
                    assertThatThrownBy(() -> s.execute("select pg_sleep(3600)")).isInstanceOf(SQLException.class);
                    query.send(true);
                });
                InGoroutine.await(() -> sleeper.waitReason() == WaitReason.IO_WAIT);
                InGoroutine.await(() -> isSleeping(other)); // a cancel that arrives before is lost, and the driver sends no second one
                s.cancel();
                query.receive();
                try (var one = s.executeQuery("select 1")) {
                    assertThat(one.next()).isTrue();
                }
            }
        });
    }
}
