// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a Host header names the loopback interface. */
final class HostHeader {
    /*
     * A page of another site that a browser shows may send requests here once the name of that site has been pointed at 127.0.0.1. That
     * name is then in the Host header. So on the loopback interface only these pass, each with or without a port:
     *
     *   localhost, in any case, also with the dot at its end that says that no domain follows
     *   127.x.x.x, written as browsers do: four decimal numbers without zeros before them
     *   the literals of IPv6 for the same, in brackets, without a zone
     *   the name that was given when the server was opened, if that is the loopback interface's
     *
     * Everything else is refused, what cannot be read too: nothing is cut away to make it fit.
     */
    private static final Pattern PORT = Pattern.compile("(:[0-9]{0,5})?");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern V6_SIGNS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z._-]+");
    private static final int PORT_MAX = 0xFFFF;

    private HostHeader() {}

    /** {@code own} is the name that was given when the server was opened. */
    static boolean isLoopback(String value, @Nullable String own) {
        int bracket = value.startsWith("[") ? value.indexOf(']') : 0;
        int colon = value.indexOf(':', Math.max(0, bracket));
        if (bracket < 0) {
            return false;
        }
        int end = bracket > 0 ? bracket + 1 : colon < 0 ? value.length() : colon;
        if (!isPort(value.substring(end))) {
            return false;
        }
        return bracket > 0 ? isLoopbackV6(value.substring(1, bracket)) : isLoopbackName(value.substring(0, end), own);
    }

    private static boolean isPort(String rest) {
        return PORT.matcher(rest).matches() && (rest.length() < 2 || Integer.parseInt(rest.substring(1)) <= PORT_MAX);
    }

    private static boolean isLoopbackName(String name, @Nullable String own) {
        if (LOOPBACK_V4.matcher(name).matches()) {
            for (String part : name.split("\\.", -1)) {
                if (Integer.parseInt(part) > 255) {
                    return false;
                }
            }
            return true;
        }
        if (!NAME.matcher(name).matches()) {
            return false;
        }
        String plain = withoutDot(name);
        return plain.equals("localhost") || (own != null && NAME.matcher(own).matches() && plain.equals(withoutDot(own)));
    }

    private static String withoutDot(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static boolean isLoopbackV6(String literal) {
        if (!V6_SIGNS.matcher(literal).matches() || literal.indexOf(':') < 0) {
            return false;
        }
        try {
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
