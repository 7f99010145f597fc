// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.File;
import java.util.List;

/** What the user asked to run. */
sealed interface Target {

    /** Java source files; main is looked for in their order. */
    record Sources(List<File> files) implements Target {}

    /** A jar, already on the class path; its manifest names the main class. */
    record Jar(File file) implements Target {}

    /** A class on the class path. */
    record ClassName(String name) implements Target {}
}
