// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ps calls a program. That the file is there and goes away is tested with real processes, in module cli. */
class RunFileTest {
    @ParameterizedTest
    @CsvSource({
        "io.go4j.cli.Main run Hello.java secret, Hello.java",
        "io.go4j.cli.Main run /my programs/Hello.java, /my programs/Hello.java",
        "io.go4j.cli.Main run app.Main a b, app.Main",
        "app.Main --password=x, app.Main",
        "/opt/app.jar x.java, /opt/app.jar",
        "module/app.Main, module/app.Main",
        "'', unknown"
    })
    void mainIsTheProgramWithoutItsArguments(String command, String main) {
        assertThat(RunFile.mainOf(command)).isEqualTo(main);
    }
}
