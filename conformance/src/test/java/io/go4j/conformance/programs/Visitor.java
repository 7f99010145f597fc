// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Comes to a program by JMX as often as that asks for it on its stdout. */
final class Visitor {
    /** How long the visitor stays without doing anything: a few looks of the detector. */
    private static final long STAYS_MILLIS = 300;

    private final long pid;
    private int visits;

    Visitor(long pid) {
        this.pid = pid;
    }

    /** Comes if the program has asked again. Returns what went wrong, or nothing. */
    String visitIfAsked(List<String> stdout) throws InterruptedException {
        List<String> asked = stdout.stream().filter(l -> l.startsWith(WorldParts.COME_BY_JMX)).toList();
        String failures = "";
        for (; visits < asked.size(); visits++) {
            try {
                visit(Integer.parseInt(asked.get(visits).substring(WorldParts.COME_BY_JMX.length())));
            } catch (IOException | JMException | AttachNotSupportedException e) {
                failures += "the visit by JMX failed: " + e + "\n";
            }
        }
        return failures;
    }

    /** What a monitoring tool does: reads an attribute of go4j's bean, dumps the threads. Then what only this program has: the door. */
    private void visit(int question) throws IOException, JMException, AttachNotSupportedException, InterruptedException {
        VirtualMachine vm = VirtualMachine.attach(String.valueOf(pid));
        String address = vm.startLocalManagementAgent();
        vm.detach();
        try (var connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            var scheduler = new ObjectName("io.go4j:type=Scheduler");
            while (!server.isRegistered(scheduler)) { // it comes a moment after the start
                Thread.sleep(10);
            }
            server.getAttribute(scheduler, "Gomaxprocs");
            server.invoke(new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), "dumpAllThreads", new Object[] {true, true},
                    new String[] {"boolean", "boolean"});
            invoke(server, "knock", question);
            Thread.sleep(STAYS_MILLIS);
            invoke(server, "open", question);
        }
    }

    private static void invoke(MBeanServerConnection server, String operation, int question) throws IOException, JMException {
        server.invoke(new ObjectName(WorldParts.DOOR), operation, new Object[] {question}, new String[] {"int"});
    }
}
