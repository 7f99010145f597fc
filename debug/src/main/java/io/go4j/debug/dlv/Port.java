// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import io.go4j.debug.Address;
import io.go4j.diag.DebugPort;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What {@code go4j dbg} asks for, in a process that has this module. Found by {@link java.util.ServiceLoader}. */
public final class Port implements DebugPort {
    /** Makes one. */
    public Port() {}

    @Override
    public String listen(String address) throws IOException {
        if (!Address.parse("dlv", address).getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("dlv: " + address + " is not of the loopback interface");
        }
        return text(Delve.listen(address).address());
    }

    /** As a client writes it. */
    static String text(InetSocketAddress at) {
        InetAddress host = at.getAddress();
        String name = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
        return (host instanceof Inet6Address && !host.isAnyLocalAddress() ? "[" + name + "]" : name) + ":" + at.getPort();
    }
}
