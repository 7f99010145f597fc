// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;

/**
 * The agent by which {@code go4j dbg} opens a port in a process that nobody has prepared. Not for users. It instruments nothing.
 */
public final class DelveAgent {
    /*
     * The JVM loads an agent by the system class loader, but go4j may be in another one (an application server, a jar of jars). So the
     * server is started from a copy of this jar whose parent is the loader that has go4j; if that one has go4j-debug too, it is that one's.
     * What became of it is left in a system property, which whoever attached reads.
     */
    /** The system property with the answer. */
    public static final String ANSWER = "go4j.dlv.answer";

    /** How an answer begins that names the address. */
    public static final String LISTENS = "listens on ";

    private static final String RUNTIME = "io.go4j.GoRuntime";

    private DelveAgent() {}

    /**
     * Called by the JVM.
     *
     * @param address where to listen
     * @param jvm knows which classes there are
     */
    public static void agentmain(String address, Instrumentation jvm) {
        System.setProperty(ANSWER, start(address, jvm));
    }

    private static String start(String address, Instrumentation jvm) {
        for (Class<?> c : jvm.getAllLoadedClasses()) {
            if (c.getName().equals(RUNTIME)) {
                return startBeside(c.getClassLoader(), address);
            }
        }
        return "the process has not used go4j yet";
    }

    @SuppressWarnings("ClassLoaderInstantiation") // it lives as long as the server
    private static String startBeside(ClassLoader loader, String address) {
        CodeSource source = DelveAgent.class.getProtectionDomain().getCodeSource();
        try {
            var beside = new URLClassLoader(new URL[] {source.getLocation()}, loader);
            Object at = Class.forName(DelveAgent.class.getName(), true, beside)
                    .getMethod("listen", String.class, ClassLoader.class)
                    .invoke(null, address, loader);
            return LISTENS + at;
        } catch (InvocationTargetException e) {
            Throwable why = e.getCause();
            return why == null ? e.toString() : String.valueOf(why.getMessage());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return "the debugger's port cannot be opened: " + e;
        }
    }

    /**
     * Opens the port. Called in the loader that has go4j.
     *
     * @param address where to listen
     * @param loader the loader that has go4j
     * @return where it listens
     * @throws IOException if nobody can listen there
     */
    public static String listen(String address, ClassLoader loader) throws IOException {
        InetSocketAddress at = Delve.at(address).loader(loader).start().address();
        return Port.text(at);
    }
}
