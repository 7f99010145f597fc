// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SameUserTest {
    private static final List<String> TABLE = List.of(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:115C 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0 100 0 0 10 0",
            "   1: 0100007F:115C 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 112 1 0 20 4 30 10 -1",
            "10023: 0100007F:9C40 0100007F:115C 01 00000000:00000000 00:00000000 00000000  1001        0 113 1 0 20 4 30 10 -1",
            "   3: 0000000000000000FFFF00000100007F:9C41 0000000000000000FFFF00000100007F:115C 01 0:0 00:0 0 1000 0 114",
            "   4: 00000000000000000000000001000000:9C42 00000000000000000000000001000000:115C 01 0:0 00:0 0 1002 0 115");

    private static SameUser.Answer of(String host, int port, long me) throws Exception {
        InetAddress address = InetAddress.getByName(host);
        return SameUser.of(TABLE, new InetSocketAddress(address, 4444), new InetSocketAddress(address, port), me);
    }

    @Test
    void theOtherEndSaysWhoseItIs() throws Exception {
        assertThat(of("127.0.0.1", 40_000, 1001)).isEqualTo(SameUser.Answer.SAME);
        assertThat(of("127.0.0.1", 40_000, 1000)).isEqualTo(SameUser.Answer.OTHER); // ours is of 1000, theirs is not
        assertThat(of("127.0.0.1", 40_001, 1000)).isEqualTo(SameUser.Answer.SAME); // an IPv6 socket with an IPv4 address
        assertThat(of("::1", 40_002, 1002)).isEqualTo(SameUser.Answer.SAME);
        assertThat(of("::1", 40_002, 1000)).isEqualTo(SameUser.Answer.OTHER);
        assertThat(of("127.0.0.1", 40_003, 1000)).isEqualTo(SameUser.Answer.UNKNOWN);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aConnectionOfOurOwnIsKnown() throws Exception {
        assertThat(SameUser.isKnown()).isTrue();
        for (String host : List.of("127.0.0.1", "::1")) {
            try (var server = new ServerSocket(0, 1, InetAddress.getByName(host));
                    var client = new Socket(host, server.getLocalPort());
                    Socket accepted = server.accept()) {
                assertThat(client.isConnected()).isTrue();
                var ours = (InetSocketAddress) accepted.getLocalSocketAddress();
                var theirs = (InetSocketAddress) accepted.getRemoteSocketAddress();
                assertThat(SameUser.of(ours, theirs)).isEqualTo(SameUser.Answer.SAME);
            }
        }
    }
}
