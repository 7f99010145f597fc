// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Where to listen. For the packages below this one. */
public final class Address {
    private Address() {}

    /**
     * Reads {@code host:port}. Without a host it is the loopback interface: what these servers tell is nobody else's business.
     *
     * @param who begins the message
     * @param address the text
     * @return the address
     * @throws IllegalArgumentException if it cannot be read, or the host is not known
     */
    public static InetSocketAddress parse(String who, String address) {
        int colon = address.lastIndexOf(':');
        int port = colon < 0 ? -1 : number(address.substring(colon + 1));
        String host = colon < 0 ? "" : address.substring(0, colon);
        boolean bare = host.indexOf(':') >= 0 && !(host.startsWith("[") && host.endsWith("]")); // an IPv6 address without its brackets
        if (port < 0 || port > 0xFFFF || bare) {
            throw new IllegalArgumentException(who + ": " + address + " is no address; write HOST:PORT or :PORT, as in localhost:6060");
        }
        var at = host.isEmpty() ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port) : new InetSocketAddress(host, port);
        if (at.isUnresolved()) {
            throw new IllegalArgumentException(who + ": " + address + ": no host of that name; write HOST:PORT or :PORT");
        }
        return at;
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(digits);
    }
}
