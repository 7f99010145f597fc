// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import io.go4j.debug.Address;
import io.go4j.debug.dlv.Delve;
import io.go4j.debug.gops.Gops;
import io.go4j.debug.pprof.Pprof;
import java.io.File;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers that {@code --pprof}, {@code --gops}, {@code --dlv} ask for. A class of its own: other starts do not load them. */
final class Inspection {
    private Inspection() {}

    static void check(@Nullable String pprof, @Nullable String gops, @Nullable String dlv) throws RunFailure {
        try {
            if (pprof != null) Address.parse("run: --pprof", pprof);
            if (gops != null) Address.parse("run: --gops", gops);
            if (dlv != null) Address.parse("run: --dlv", dlv);
        } catch (IllegalArgumentException e) {
            throw RunFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    /** They find the sources of classes by the program's loader. They end with the JVM. */
    static void start(@Nullable String pprof, @Nullable String gops, @Nullable String dlv, Program program) throws RunFailure {
        Thread self = Thread.currentThread();
        ClassLoader before = self.getContextClassLoader();
        self.setContextClassLoader(program.loader());
        try {
            if (pprof != null) {
                System.err.println("go4j: pprof at http://" + reached(Pprof.listen(pprof).address()) + "/debug/pprof/");
            }
            if (gops != null) {
                int port = Gops.listen(gops).address().getPort();
                if (gops.endsWith(":0")) System.err.println("go4j: gops at localhost:" + port);
            }
            if (dlv != null) {
                List<Path> sources = program.sources().stream().map(File::toPath).toList();
                InetSocketAddress at = Delve.at(dlv).program(sources).loader(program.loader()).start().address();
                System.err.println("go4j: dlv connect " + reached(at));
            }
        } catch (IOException e) {
            throw RunFailure.usage("run: " + e.getMessage() + "; choose another address, or :0 for a free port");
        } finally {
            self.setContextClassLoader(before);
        }
    }

    /** Where a browser on this machine reaches it. */
    private static String reached(InetSocketAddress at) {
        InetAddress host = at.getAddress();
        String name = host.getHostAddress();
        if (host.isAnyLocalAddress() || (host.isLoopbackAddress() && host instanceof Inet4Address)) {
            name = "localhost";
        } else if (host instanceof Inet6Address) {
            name = "[" + name + "]";
        }
        return name + ":" + at.getPort();
    }
}
