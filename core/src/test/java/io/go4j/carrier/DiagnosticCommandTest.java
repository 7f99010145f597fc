// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import example.Door;
import example.DoorMXBean;
import io.go4j.Go4j;
import io.go4j.InGoroutine;
import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosticCommandTest {
    /** The JDK's beans and our own are nobody's way into the program; one that it has registered is, however it is wrapped. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyBeansOfTheProgramCount(boolean wrapped) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        var ours = new ObjectName("io.go4j:type=Scheduler");
        Go4j.go(() -> {});
        InGoroutine.await(() -> server.isRegistered(ours));
        assertThat(DiagnosticCommand.programHasBeans()).isFalse();
        var name = new ObjectName("io.go4j:type=Door");
        server.registerMBean(wrapped ? new StandardMBean(new Door(), DoorMXBean.class, true) : new Door(), name);
        try {
            assertThat(DiagnosticCommand.programHasBeans()).isTrue();
        } finally {
            server.unregisterMBean(name);
        }
    }
}
