// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** The JVM's diagnostic commands, those of jcmd, asked from within. */
final class Diagnostics {
    private static final String NAME = "com.sun.management:type=DiagnosticCommand";

    private Diagnostics() {}

    /** Returns what a command says; nothing where this JVM does not have it. */
    static String ask(String command, String... arguments) {
        try {
            Object answer = ManagementFactory.getPlatformMBeanServer()
                    .invoke(new ObjectName(NAME), command, new Object[] {arguments}, new String[] {String[].class.getName()});
            return String.valueOf(answer);
        } catch (JMException | RuntimeException e) {
            return "";
        }
    }
}
