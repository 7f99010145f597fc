// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.File;
import java.util.List;
import java.util.Map;

/**
 * A compiled program, and all that javac looked at to make it.
 *
 * @param setting what else decides the outcome: JDK, javac options, class path
 * @param sources the files that went in, those that the user named first
 * @param folders the folders where javac looked for more
 * @param root the folder of the unnamed package: where resources are looked for
 * @param mainClass the class that has main
 * @param classes the class files, by binary name, that of {@link Start} among them
 */
record Build(
        String setting, List<Source> sources, List<Folder> folders, File root, String mainClass, Map<String, byte[]> classes) {}
