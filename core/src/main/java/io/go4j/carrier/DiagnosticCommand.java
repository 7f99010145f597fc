// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** What the JVM tells about itself, as {@code jcmd} prints it. Takes milliseconds, and stops the program for most of that. */
public final class DiagnosticCommand {
    private static final String CARRYING = "Carrying virtual thread #";

    private DiagnosticCommand() {}

    /** Returns what {@code command} prints, by the name that the bean gives it; empty if the JVM has no such command. */
    static String ask(String command, String... arguments) {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            command,
                            new Object[] {arguments},
                            new String[] {String[].class.getName()});
        } catch (JMException | RuntimeException e) {
            return "";
        }
    }

    /** Returns how many live objects there are of each class, after a full collection; empty if that cannot be had. */
    static Map<String, Integer> histogram() {
        Map<String, Integer> live = new HashMap<>();
        for (String line : ask("gcClassHistogram").lines().toList()) {
            String[] words = line.strip().split("\\s+", -1); // "  12:     345     6789  java.lang.Thread (java.base@25)"
            if (words.length >= 4 && words[0].endsWith(":") && !words[0].equals("num:")) {
                live.merge(words[3], Integer.parseInt(words[1]), Integer::sum);
            }
        }
        return live;
    }

    /** Returns how many platform threads run, with those of the JVM's compilers, which no other list has. */
    static long runningThreads() {
        return ask("threadPrint").lines().filter(line -> line.startsWith("\"") && line.contains("\" #")).count();
    }

    /** Returns whether the program, or a library that it uses, has registered beans of its own. Any mode. */
    public static boolean programHasBeans() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectInstance bean : server.queryMBeans(null, null)) {
            try {
                if (isOfProgram(bean.getClassName(), server.getClassLoaderFor(bean.getObjectName()))) {
                    return true;
                }
            } catch (InstanceNotFoundException e) {
                // it has been taken out just now
            }
        }
        return false;
    }

    /** The server tells the loader of what was registered, which for a bean of ours is a class of the JDK's around it. */
    private static boolean isOfProgram(String type, @Nullable ClassLoader loader) {
        return Owner.of(type, loader) == Owner.PROGRAM && Owner.of(type, DiagnosticCommand.class.getClassLoader()) == Owner.PROGRAM;
    }

    /** Returns the ids of the virtual threads that are mounted, each by the name of its carrier. Any mode. */
    public static Map<String, Long> mounted() {
        Map<String, Long> mounted = new HashMap<>();
        String carrier = "";
        for (String line : ask("threadPrint").lines().toList()) {
            if (line.startsWith("\"")) { // "ForkJoinPool-1-worker-1" #18 [10754] daemon prio=5 ...
                carrier = line.substring(1, Math.max(1, line.indexOf('"', 1)));
            } else if (line.strip().startsWith(CARRYING)) {
                mounted.put(carrier, Long.valueOf(line.strip().substring(CARRYING.length())));
            }
        }
        return mounted;
    }
}
