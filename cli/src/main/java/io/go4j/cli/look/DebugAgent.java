// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.go4j.debug.dlv.DelveAgent;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** Loads go4j-debug into a process that has it not, as an agent that opens the port and does nothing more. */
final class DebugAgent {
    private DebugAgent() {}

    /** Returns where it listens. */
    static String load(long pid, String address) throws LookFailure {
        Path jar = jar();
        if (jar == null) {
            throw LookFailure.cannot("there is no jar of go4j-debug to load into process " + pid + "; run ./mvnw -DskipTests package");
        }
        try {
            VirtualMachine vm = VirtualMachine.attach(Long.toString(pid));
            try {
                vm.loadAgent(jar.toString(), address);
                return answer(vm.getSystemProperties().getProperty(DelveAgent.ANSWER, ""));
            } finally {
                vm.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw LookFailure.unreachable("process " + pid + " loads no agent (" + e.getMessage()
                    + "); start it with the jar of go4j-debug on its class path");
        } catch (IOException e) {
            throw LookFailure.absent("cannot reach process " + pid + " (" + e.getMessage() + "); try again, it may be ending");
        }
    }

    private static String answer(String answer) throws LookFailure {
        if (answer.startsWith(DelveAgent.LISTENS)) {
            return answer.substring(DelveAgent.LISTENS.length());
        }
        throw LookFailure.cannot(answer.isEmpty() ? "the process does not say where it listens" : answer);
    }

    /** The jar that this command has itself. */
    private static @Nullable Path jar() throws LookFailure {
        CodeSource source = DelveAgent.class.getProtectionDomain().getCodeSource();
        try {
            Path path = source == null ? null : Path.of(source.getLocation().toURI());
            return path != null && Files.isRegularFile(path) ? path.toAbsolutePath() : null;
        } catch (URISyntaxException e) {
            throw LookFailure.cannot("the jar of go4j-debug has no path: " + e.getMessage());
        }
    }
}
