// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.cli.run.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting of the environment that means nothing is named, and the program runs as if it were not there. */
class SettingsTest {
    private static final String HELLO = """
            import static io.go4j.Go4j.*;
            import io.go4j.Chan;

            void main() {
                var greetings = Chan.<String>make();
                go(() -> greetings.send("hello"));
                IO.println(greetings.receive());
            }
            """;

    @TempDir
    Path folder;

    private Installation go4j;

    @BeforeEach
    void install() throws IOException {
        go4j = new Installation(folder);
    }

    @Test
    void aLevelOfTracebackThatMeansNothingIsNamedAtTheStart() throws Exception {
        go4j.write("Hello.java", HELLO);
        go4j.with("GOTRACEBACK", "nonsense");
        assertThat(go4j.run("run", "Hello.java")).isEqualTo(new Outcome(0, "hello\n",
                "go4j: GOTRACEBACK=nonsense is none of none, single, all, system and crash; using single\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", value = {
        "GODEBUG | schedtrace=often | GODEBUG: schedtrace=often: the value must be a number that is not negative; ignored",
        "GODEBUG | scheddetail= | GODEBUG: scheddetail=: the value must be a number that is not negative; ignored",
        "GODEBUG | hogs | GODEBUG: hogs: the value must be a number that is not negative; ignored",
        "GODEBUG | hogs=1=1 | GODEBUG: hogs=1=1: the value must be a number that is not negative; ignored",
        "GODEBUG | updatemaxprocs=-1 | GODEBUG: updatemaxprocs=-1: the value must be a number that is not negative; ignored",
        "GODEBUG | tracebacklabels=yes | GODEBUG: tracebacklabels=yes: the value must be a number that is not negative; ignored",
        "GODEBUG | x=y,schedtrace=99999999999 | GODEBUG: schedtrace=99999999999: the value must be a number that is not negative; ignored",
        "GOTRACEBACK | 1x | GOTRACEBACK=1x is none of none, single, all, system and crash; using single",
        "GOTRACEBACK | -1 | GOTRACEBACK=-1 is none of none, single, all, system and crash; using single"
    })
    void aSettingThatMeansNothingIsNamedAndTheProgramRuns(String variable, String value, String line) throws Exception {
        go4j.write("Hello.java", HELLO);
        go4j.with(variable, value);
        assertThat(go4j.run("run", "Hello.java")).isEqualTo(new Outcome(0, "hello\n", "go4j: " + line + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "two", "65537", "99999999999", "2,5"})
    void aNumberOfProcessorsThatIsNoneIsNamed(String value) throws Exception {
        go4j.write("Hello.java", HELLO);
        go4j.with("GOMAXPROCS", value);
        Outcome outcome = go4j.run("run", "Hello.java");
        assertThat(outcome.err()).startsWith("go4j: GOMAXPROCS=" + value + " is not a number from 1 to 65536; using ").hasLineCount(1);
        assertThat(outcome).isEqualTo(new Outcome(0, "hello\n", outcome.err()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",,", "=", "madvdontneed=x", "x", "hogs=0,", " hogs = 0 ", "tracebacklabels=1"})
    void settingsOfOthersAreNotNamed(String value) throws Exception {
        go4j.write("Hello.java", HELLO);
        go4j.with("GODEBUG", value);
        assertThat(go4j.run("run", "Hello.java")).isEqualTo(new Outcome(0, "hello\n", ""));
    }

    @Test
    void aSwitchThatIsNotOffIsNamed() throws Exception {
        go4j.with("GO4J_CACHE", "of");
        assertThat(go4j.run("version").err()).isEqualTo("go4j: GO4J_CACHE=of is ignored; the only word it knows is off\n");
        go4j.with("GO4J_CACHE", "").with("GO4J_AOT", "no");
        Outcome outcome = go4j.run("version");
        assertThat(outcome.err()).isEqualTo("go4j: GO4J_AOT=no is ignored; the only word it knows is off\n");
        assertThat(outcome.status()).isZero();
    }
}
