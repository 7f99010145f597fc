// SPDX-License-Identifier: Apache-2.0
/**
 * {@code go4j run}: compiles a program if need be and runs its main as goroutine 1.
 *
 * <p>The nouns: a <b>target</b> is what the user named (source files, a jar, a class); a <b>build</b> is everything javac made of source
 * files, with all that it looked at on the way; the <b>build cache</b> keeps builds, so that the second run of a program starts no javac;
 * the <b>main method</b> is what the launch protocol of Java 25 chooses.
 *
 * <p>Life of {@code go4j run Hello.java a b}: {@code CommandLine} tells sources from arguments; {@code SourceProgram} reads the sources
 * and asks {@code BuildCache}; on a miss {@code CompileCommand} starts a JVM in which {@code JavaCompilation} runs javac,
 * {@code MainMethod} chooses main, {@code Start} writes the class that calls it, and the cache keeps the result; {@code ProgramLoader}
 * defines the classes; {@link io.go4j.Go4j#main} runs main and ends the JVM.
 *
 * <p>Invariants, with the letter B (build):
 * <ol>
 *   <li>B1: a build is used only if every source that went into it still has the same bytes.
 *   <li>B2: and if no source has appeared since that javac would now take instead of, or next to, those.
 *   <li>B3: a build file is whole or absent: it is written under another name, then renamed; its checksum is looked at.
 *   <li>B4: no trouble with the cache ever fails a run; at worst javac runs again.
 * </ol>
 *
 * <p>Start-up is part of the product, so the path of a cache hit is plain: no lambdas, streams, regular expressions or string
 * concatenation, and few classes. The path of a miss, which loads javac anyway, is written as usual.
 *
 * <p>Not here: finding the JDK, building the jars, JVM options, the ahead-of-time cache's life. That is the root script {@code go4j}.
 */
@NullMarked
package io.go4j.cli.run;

import org.jspecify.annotations.NullMarked;
