// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.sync.WaitGroup;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

/** JDBC with a database inside the process: locks, and a monitor here and there, but no socket. */
class H2Test {
    private static final String URL = "jdbc:h2:mem:goroutines;LOCK_TIMEOUT=60000";

    @Test
    void transactionsInManyGoroutines() throws Exception {
        InGoroutine.run(() -> {
            try (Connection keepsItAlive = DriverManager.getConnection(URL);
                    var create = keepsItAlive.createStatement()) {
                create.execute("create table account(id int primary key, balance int not null)");
                create.execute("insert into account values (1, 1000), (2, 1000)");
                var group = new WaitGroup();
                for (int i = 0; i < 20; i++) {
                    int from = 1 + i % 2;
                    group.go(() -> transfer(from, 3 - from));
                }
                group.await();
                try (var sum = create.executeQuery("select sum(balance), min(balance) from account")) {
                    assertThat(sum.next()).isTrue();
                    assertThat(sum.getInt(1)).isEqualTo(2000);
                    assertThat(sum.getInt(2)).isEqualTo(1000);
                }
            }
        });
    }

    private static void transfer(int from, int to) throws Exception {
        try (Connection c = DriverManager.getConnection(URL);
                var take = c.prepareStatement("update account set balance = balance + ? where id = ?")) {
            c.setAutoCommit(false);
            for (int n = 0; n < 20; n++) {
                int first = Math.min(from, to); // always in this order, or they would deadlock
                take.setInt(1, first == from ? -1 : 1);
                take.setInt(2, first);
                take.execute();
                take.setInt(1, first == from ? 1 : -1);
                take.setInt(2, Math.max(from, to));
                take.execute();
                c.commit();
            }
        }
    }
}
