// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsAllKindsOfValues() throws Exception {
        Object value = Json.read(" {\"a\" : [1, -2, 2.5e3, true, false, null], \"b\":{}, \"c\":[], \"d\":\"x\\n\\u00e9\\\"\\/\" } ");
        assertThat(value).isEqualTo(Map.of(
                "a", Arrays.asList(1L, -2L, 2500.0, true, false, null), "b", Map.of(), "c", List.of(), "d", "x\né\"/"));
        assertThat(Json.read("18446744073709551615")).isEqualTo(-1L); // an address
        assertThat(Json.read("100000000000000000000")).isEqualTo(1e20);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "{", "[", "\"", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[1 2]", "{a:1}", "nul", "truex", "01", "-", "1.", ".5", "1e",
        "+1", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "1 2", "{}{}", "{\"a\":1,\"a\":2}", "'a'", "NaN", "GET / HTTP/1.1", "[١]"
    })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(Json.Malformed.class);
    }

    @Test
    void refusesBombs() {
        assertThatThrownBy(() -> Json.read("[".repeat(1 << 19))).isInstanceOf(Json.Malformed.class).hasMessageContaining("too deep");
        assertThatThrownBy(() -> Json.read("{\"a\":".repeat(1 << 17))).isInstanceOf(Json.Malformed.class);
        assertThatThrownBy(() -> Json.read("[" + "0,".repeat(200_000) + "0]")).isInstanceOf(Json.Malformed.class)
                .hasMessageContaining("too many");
    }

    @Test
    void refusesWhatIsNoUtf8() {
        byte[] bytes = {'"', (byte) 0xC3, '"'};
        assertThatThrownBy(() -> Json.read(bytes, bytes.length)).isInstanceOf(Json.Malformed.class);
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        String odd = "\"\\\b\t\n\f\r\u0000\u007fé€\ud83d\ude00";
        var out = new JsonOut();
        out.object().field("s", odd).field("n", Long.MIN_VALUE).field("b", true).name("none").nothing();
        out.field("m", Map.of("k", "v")).strings("l", List.of("x", "y")).name("a").array().object().endObject().value(7).endArray();
        out.name("r").raw("[1,2]".getBytes(UTF_8)).endObject();
        Object read = Json.read(out.buffer(), out.length());
        assertThat(read).isInstanceOf(Map.class);
        Map<?, ?> map = (Map<?, ?>) read;
        assertThat(map.get("s")).isEqualTo(odd);
        assertThat(map.get("n")).isEqualTo(Long.MIN_VALUE);
        assertThat(map.get("b")).isEqualTo(true);
        assertThat(map.containsKey("none")).isTrue();
        assertThat(map.get("m")).isEqualTo(Map.of("k", "v"));
        assertThat(map.get("l")).isEqualTo(List.of("x", "y"));
        assertThat(map.get("a")).isEqualTo(List.of(Map.of(), 7L));
        assertThat(map.get("r")).isEqualTo(List.of(1L, 2L));
    }

    @Test
    void halfASurrogatePairIsEscaped() {
        assertThat(new String(new JsonOut().value("a\ud83db").toBytes(), UTF_8)).isEqualTo("\"a\\ud83db\"");
    }
}
