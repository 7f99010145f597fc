// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Go: test/chan/perm.go. */
class PermTest {
    /** Returns the errors of a method body that has {@code c}, {@code cr} and {@code cs}: a channel and its two sides. */
    private static List<String> errors(String body) {
        String source = """
                import static io.go4j.Go4j.*;
                import io.go4j.*;
                class Perm {
                    static void f(Chan<Integer> c, RecvChan<Integer> cr, SendChan<Integer> cs, int n) {
                        %s
                    }
                }
                """.formatted(body);
        var file = new SimpleJavaFileObject(URI.create("string:///Perm.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        var found = new DiagnosticCollector<JavaFileObject>();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options = List.of("-proc:none", "-implicit:none", "-d", System.getProperty("java.io.tmpdir"), "-cp", classPath);
        javac.getTask(null, null, found, options, null, List.of(file)).call();
        return found.getDiagnostics().stream().map(d -> d.getMessage(null)).toList();
    }

    /** What a side of a channel cannot do is refused by the compiler. */
    @ParameterizedTest
    @Tag("DIR-1")
    @ValueSource(strings = {
        "c = cr;", "c = cs;", "cr = cs;", "cs = cr;", // sides do not turn back, nor into each other
        "cr.send(n);", "cr.trySend(n);", "cr.close();", // the receiving side neither sends nor closes
        "n = cs.receive();", "cs.tryReceive();", "cs.poll();", "for (int v : cs) {}", // the sending side does not receive
        "select(cr.onSend(1, () -> {}));", "select(cs.onReceive(v -> {}));", // nor in a select
        "c.send(\"text\");", "String s = cr.receive();" // and the element type counts
    })
    void main(String statement) {
        assertThat(errors(statement)).isNotEmpty();
    }

    /** What is allowed compiles: a channel is both its sides; each side does its part, alone and in a select. */
    @Test
    @Tag("DIR-1")
    @Tag("DIR-3")
    void allowed() {
        assertThat(errors("""
                cr = c; cs = c;
                cs.send(n); n = cr.receive(); c.send(n); n = c.receive();
                for (int v : cr) { n += v; }
                select(cr.onReceive(v -> {}), cs.onSend(1, () -> {}));
                n = cr.len() + cr.cap() + cs.len() + cs.cap();
                cs.close(); c.close();
                """)).isEmpty();
    }
}
