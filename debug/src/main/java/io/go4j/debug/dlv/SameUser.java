// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Whose process is at the other end of a connection on this machine. Only Linux tells. */
final class SameUser {
    /*
     * Every user of the machine reaches the loopback interface, and whoever reaches a debugger may read the program's memory. The kernel
     * lists all connections with the user that owns each end; ours is known, and the other end is the one with both addresses exchanged.
     */
    private static final String[] TABLES = {"/proc/self/net/tcp", "/proc/self/net/tcp6"};
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int USER = 7;

    /** What is known of the other end. */
    enum Answer {
        SAME,
        OTHER,
        UNKNOWN
    }

    private SameUser() {}

    /** Returns whether it can be known here at all. */
    static boolean isKnown() {
        return Files.isReadable(Path.of(TABLES[0])) && user() >= 0;
    }

    private static long user() {
        try {
            return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    static Answer of(InetSocketAddress ours, InetSocketAddress theirs) {
        long me = user();
        for (String table : TABLES) {
            try {
                Answer answer = me < 0 ? Answer.UNKNOWN : of(Files.readAllLines(Path.of(table)), ours, theirs, me);
                if (answer != Answer.UNKNOWN) {
                    return answer;
                }
            } catch (IOException | RuntimeException e) {
                // the next one
            }
        }
        return Answer.UNKNOWN;
    }

    static Answer of(List<String> table, InetSocketAddress ours, InetSocketAddress theirs, long me) {
        String local = text(theirs);
        String remote = text(ours);
        for (String line : table) {
            if (!line.contains(local)) { // there may be thousands of others
                continue;
            }
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length > USER && isAt(columns[LOCAL], local) && isAt(columns[REMOTE], remote)) {
                return columns[USER].equals(Long.toString(me)) ? Answer.SAME : Answer.OTHER;
            }
        }
        return Answer.UNKNOWN;
    }

    private static String text(InetSocketAddress address) {
        return hex(address.getAddress()) + String.format(Locale.ROOT, ":%04X", address.getPort());
    }

    /** A socket of IPv6 may have an address of IPv4. */
    private static boolean isAt(String column, String address) {
        return column.equals(address) || column.equals("0000000000000000FFFF0000" + address);
    }

    /** Words of four bytes, each in the order of the machine: little-endian wherever Java 25 and this table are found. */
    private static String hex(InetAddress address) {
        byte[] bytes = address.getAddress();
        var out = new StringBuilder();
        for (int word = 0; word < bytes.length; word += 4) {
            for (int i = 3; i >= 0; i--) {
                out.append(String.format(Locale.ROOT, "%02X", bytes[word + i]));
            }
        }
        return out.toString();
    }
}
