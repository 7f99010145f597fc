// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.go4j.diag.SchedulerMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** A process of this user's on this machine, reached by the JDK's attach and its local JMX connection. Decision 0019. */
final class LocalPeer implements Peer {
    /*
     * Attach writes a file and sends SIGQUIT, which every JVM takes as "open the socket". What is no JVM may end by it, so nothing is sent
     * before we know that it is one. The bean comes a second after the runtime's start: a young process is waited for.
     */
    private static final Duration YOUNG = Duration.ofSeconds(10);
    private static final long BEAN_WAIT_NANOS = 3_000_000_000L;

    /*
     * A process answers when it is given the time to: on a busy machine, or while it collects garbage, that may take long. One that is
     * stopped never does, and who was looked into before even takes the connection, by the socket that it has left open. So a process is
     * waited for as long as it runs, and looked at now and then meanwhile.
     */
    static final long PATIENCE_SECONDS = 60;

    static {
        System.setProperty("sun.tools.attach.attachTimeout", Long.toString(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)));
    }

    private static final long LOOK_MILLIS = 50;
    private static final int STOPPED_LOOKS = 20;

    private final long pid;
    private final JMXConnector connector;
    private final MBeanServerConnection connection;
    private final SchedulerMXBean bean;

    private LocalPeer(long pid, JMXConnector connector, MBeanServerConnection connection, SchedulerMXBean bean) {
        this.pid = pid;
        this.connector = connector;
        this.connection = connection;
        this.bean = bean;
    }

    static LocalPeer of(long pid) throws LookFailure {
        ProcessHandle process = ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .orElseThrow(() -> LookFailure.absent("there is no process " + pid + "; go4j ps lists those of go4j"));
        checkIsJvm(process);
        checkIsNotStopped(pid);
        var connected = new CompletableFuture<LocalPeer>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                connected.complete(connect(process));
            } catch (LookFailure | RuntimeException e) {
                connected.completeExceptionally(e);
            }
        });
        try {
            for (int second = 0; second < PATIENCE_SECONDS; second++) {
                try {
                    return connected.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    checkIsNotStopped(pid);
                }
            }
            throw silent(pid);
        } catch (InterruptedException e) {
            throw LookFailure.unreachable("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LookFailure why) {
                throw why;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @SuppressWarnings("BanJNDI") // no name is looked up: the address has the stub in it, and comes from a process of this user
    private static LocalPeer connect(ProcessHandle process) throws LookFailure {
        long pid = process.pid();
        try {
            JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(addressOf(pid)));
            try {
                MBeanServerConnection connection = connector.getMBeanServerConnection();
                var name = new ObjectName("io.go4j:type=Scheduler");
                awaitBean(process, connection, name);
                return new LocalPeer(pid, connector, connection, JMX.newMXBeanProxy(connection, name, SchedulerMXBean.class));
            } catch (IOException | LookFailure | RuntimeException | MalformedObjectNameException e) {
                connector.close();
                throw e;
            }
        } catch (IOException | MalformedObjectNameException e) {
            throw LookFailure.absent(
                    "cannot reach process " + pid + " (" + oneLine(e.getMessage()) + "); try again, it may be ending");
        }
    }

    /** For a command that needs more than an agent or a server tells. */
    static LocalPeer of(String command, String target) throws LookFailure {
        if (target.indexOf(':') >= 0) {
            throw LookFailure.usage(command + " works in a process of this machine; give its PID");
        }
        return of(Peer.pid(target));
    }

    private static void checkIsJvm(ProcessHandle process) throws LookFailure {
        long pid = process.pid();
        String me = ProcessHandle.current().info().user().orElse("");
        String owner = process.info().user().orElse(me);
        if (!owner.equals(me) && !me.equals("root")) {
            throw LookFailure.absent("process " + pid + " belongs to " + owner + "; run go4j as that user");
        }
        String id = Long.toString(pid);
        if (VirtualMachine.list().stream().anyMatch(vm -> vm.id().equals(id)) || hasLibJvm(pid)) {
            return;
        }
        throw LookFailure.absent("process " + pid + " is no JVM; go4j ps lists the processes of go4j");
    }

    /** One that is stopped now and then, as a tool does to leave others more of a CPU, is only slow: it must be seen so all the time. */
    private static void checkIsNotStopped(long pid) throws LookFailure {
        for (int i = 0; i < STOPPED_LOOKS; i++) {
            if (!isStopped(pid)) {
                return;
            }
            sleep();
        }
        throw LookFailure.unreachable("process " + pid + " is stopped, by Ctrl-Z or a debugger; kill -CONT " + pid + " lets it go on");
    }

    /** Linux tells. Elsewhere such a process does not answer. */
    private static boolean isStopped(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(l -> l.startsWith("State:\tT") || l.startsWith("State:\tt"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    static LookFailure silent(long pid) {
        return LookFailure.unreachable("process " + pid + " has not answered for " + PATIENCE_SECONDS
                + " s; it is not stopped, but gets no time, or collects garbage; try again later");
    }

    /** Those without performance data, or in a container, are not in the list. */
    private static boolean hasLibJvm(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/maps"), StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(l -> l.endsWith("/libjvm.so"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static String addressOf(long pid) throws IOException, LookFailure {
        if (pid == ProcessHandle.current().pid()) {
            throw LookFailure.unreachable("process " + pid + " is this command itself");
        }
        try {
            VirtualMachine vm = VirtualMachine.attach(Long.toString(pid));
            try {
                return vm.startLocalManagementAgent();
            } finally {
                vm.detach();
            }
        } catch (AttachNotSupportedException e) {
            if (isAskedInVain(e)) {
                throw silent(pid);
            }
            throw LookFailure.unreachable("process " + pid + " lets nobody attach (" + oneLine(e.getMessage())
                    + "); start it without -XX:+DisableAttachMechanism, or give the host:port of its gops agent");
        }
    }

    /** The JDK has one exception for a process that refuses and for one that says nothing. */
    private static boolean isAskedInVain(AttachNotSupportedException e) {
        return oneLine(e.getMessage()).contains("doesn't respond");
    }

    private static void awaitBean(ProcessHandle process, MBeanServerConnection connection, ObjectName name)
            throws IOException, LookFailure {
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        boolean young = start.plus(YOUNG).isAfter(Instant.now());
        long deadline = System.nanoTime() + BEAN_WAIT_NANOS;
        while (!connection.isRegistered(name)) {
            if (!young || System.nanoTime() - deadline >= 0) {
                throw LookFailure.unreachable("process " + process.pid() + " shows no goroutines: it is no go4j program, has used go4j for"
                        + " less than a second, or was started with -Dgo4j.jmx=false");
            }
            sleep();
        }
    }

    private static void sleep() throws LookFailure {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            throw LookFailure.unreachable("interrupted");
        }
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("").strip();
    }

    /** Asks the bean. */
    <T> T ask(Function<SchedulerMXBean, T> question) throws LookFailure {
        try {
            return question.apply(bean);
        } catch (UndeclaredThrowableException e) {
            if (e.getCause() instanceof IOException) {
                throw gone();
            }
            throw LookFailure.unreachable("process " + pid + " has another version of go4j, which does not know this; use its go4j");
        } catch (RuntimeMBeanException e) {
            throw refused(e.getTargetException());
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) { // the bean's own, passed on
            throw refused(e);
        }
    }

    private static LookFailure refused(RuntimeException why) {
        String line = oneLine(why.getMessage()).replaceFirst("^(runtime|diag|pprof): ", "");
        return why instanceof IllegalArgumentException ? LookFailure.usage(line) : LookFailure.cannot(line);
    }

    private LookFailure gone() {
        return LookFailure.absent("process " + pid + " has ended");
    }

    MBeanServerConnection connection() {
        return connection;
    }

    @Override
    public String stacks(boolean grouped, List<String> filters) throws LookFailure {
        return ask(b -> b.stacks(grouped, filters.toArray(String[]::new)));
    }

    @Override
    public String stats() throws LookFailure {
        JvmBeans jvm = new JvmBeans(connection);
        try {
            long own = ask(SchedulerMXBean::getThreads); // as a gops agent says; portable mode has none
            return "goroutines: " + ask(SchedulerMXBean::getGoroutines)
                    + "\nOS threads: " + (own > 0 ? own : jvm.threadsStarted())
                    + "\nGOMAXPROCS: " + ask(SchedulerMXBean::getGomaxprocs)
                    + "\nnum CPU: " + jvm.cpus() + "\n";
        } catch (IOException e) {
            throw gone();
        }
    }

    @Override
    public String memstats() throws LookFailure {
        try {
            return new JvmBeans(connection).memstats();
        } catch (IOException e) {
            throw gone();
        }
    }

    @Override
    public String version() throws LookFailure {
        try {
            String mode = ask(SchedulerMXBean::isFullMode) ? "" : ", portable mode";
            return "go4j " + ask(SchedulerMXBean::getVersion) + ", Java " + new JvmBeans(connection).javaVersion() + mode;
        } catch (IOException e) {
            throw gone();
        }
    }

    @Override
    public void gc() throws LookFailure {
        try {
            new JvmBeans(connection).gc();
        } catch (IOException e) {
            throw gone();
        }
    }

    @Override
    public byte[] profile(String name, int debug, int seconds, @Nullable Boolean gc) throws LookFailure {
        if (Boolean.FALSE.equals(gc)) {
            return ask(b -> b.profileWithoutCollection(name, debug, seconds));
        }
        if (gc != null && !name.equals("heap")) { // which collects anyway
            gc();
        }
        return ask(b -> b.profile(name, debug, seconds));
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            // it has ended
        }
    }
}
