// SPDX-License-Identifier: Apache-2.0
// JDBC: a statement that is cancelled when its context ends. The driver here is a stand-in whose query takes for ever.
// run: ./go4j run examples/context/CancelStatement.java

import io.go4j.context.Context;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

void main() throws SQLException {
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(50))) {
        query(ctx, slowStatement());
    } catch (RuntimeException e) {
        IO.println(e.getMessage());
    }
}

// @start region="jdbc"
void query(Context ctx, Statement statement) throws SQLException {
    try (var stop = ctx.afterFunc(statement::cancel)) {
        statement.execute("select pg_sleep(3600)");
    } catch (SQLException e) {
        ctx.throwIfDone(); // cancelled: say why
        throw e;
    }
}
// @end

static Statement slowStatement() {
    var cancelled = new CountDownLatch(1);
    return (Statement) Proxy.newProxyInstance(Statement.class.getClassLoader(), new Class<?>[] {Statement.class}, (p, method, args) -> {
        if (method.getName().equals("cancel")) {
            cancelled.countDown();
            return null;
        }
        cancelled.await();
        throw new SQLException("canceling statement due to user request");
    });
}
