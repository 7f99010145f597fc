// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.cli.run.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the cache directory is executed: only this user's is, and only what go4j wrote there is ever removed. */
class CacheSafetyTest {
    @TempDir
    Path folder;

    private Installation go4j;

    @BeforeEach
    void install() throws IOException {
        go4j = new Installation(folder);
        go4j.with("GO4J_JAVA_HOME", go4j.fakeJdk("good", "25.0.1", true).toString());
    }

    /** What somebody else would put there: another Java, for the same search. */
    private void plantJdk(Path cache) throws IOException {
        Path evil = go4j.fakeJdk("evil", "25.0.1", true);
        Files.createDirectories(cache);
        String start = folder.resolve("good") + "::" + System.getenv("PATH");
        Files.writeString(cache.resolve("jdk"), "go4j jdk 1\n" + start + "\n" + evil + "\n25.0.1\n");
        Files.writeString(cache.resolve("CACHEDIR.TAG"), TAG);
    }

    private static final String TAG = "Signature: 8a477f597d28d172789f06886806bc55\n"
            + "# This file is a cache directory tag created by go4j; go4j clean empties the directory. See https://bford.info/cachedir/\n";

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void isRefused(String why) throws Exception {
        for (int i = 0; i < 2; i++) {
            Outcome outcome = go4j.run("run", "x.jar");
            assertThat(outcome.out()).startsWith("this is good\n").doesNotContain("-Dgo4j.cache=");
            assertThat(outcome.err())
                    .startsWith("go4j: nothing is kept between runs, for " + why)
                    .endsWith(", or GO4J_CACHE=off\n")
                    .hasLineCount(1);
            assertThat(outcome.status()).isZero();
        }
        Outcome clean = go4j.run("clean");
        assertThat(clean.status()).isEqualTo(2);
        assertThat(clean.err()).hasLineCount(1);
    }

    private void isUsed(Path cache) throws Exception {
        assertThat(go4j.run("run", "x.jar").err()).isEmpty();
        assertThat(go4j.run("run", "x.jar").out()).contains("-Dgo4j.cache=" + cache.toRealPath() + "\n");
        assertThat(modeOf(cache)).isEqualTo("rwx------");
    }

    /** So that the tests below refuse what would have been taken. */
    @Test
    void whatIsInADirectoryOfOnesOwnIsTaken() throws Exception {
        plantJdk(go4j.cache());
        mode(go4j.cache(), "rwx------");
        assertThat(go4j.run("run", "x.jar").out()).startsWith("this is evil\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "002", "022", "077", "007"})
    void theDirectoryIsForThisUserOnlyWhateverTheUmaskIs(String umask) throws Exception {
        go4j.with("XDG_CACHE_HOME", folder.resolve("not/there/yet").toString());
        String script = go4j.script().toString();
        Process run = go4j.start(Path.of("/bin/sh"), "-c", "umask " + umask + "; exec \"$@\"", "sh", script, "run", "x.jar");
        assertThat(Installation.outcomeOf(run, "").status()).isZero();
        for (String made : List.of("not/there/yet/go4j", "not/there/yet", "not/there", "not")) {
            assertThat(modeOf(folder.resolve(made))).isEqualTo("rwx------");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---", "rwx----w-", "rwx-w----"})
    void aDirectoryThatOthersMayWriteToIsNotUsed(String mode) throws Exception {
        plantJdk(go4j.cache());
        mode(go4j.cache(), mode);
        isRefused("others may write to " + go4j.cache() + " (d" + mode + "); remove it");
        assertThat(modeOf(go4j.cache())).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwxr-x", "rwx---rwx"})
    void norOneBelowADirectoryThatOthersMayWriteTo(String mode) throws Exception {
        Path above = Files.createDirectories(folder.resolve("a/b"));
        go4j.with("XDG_CACHE_HOME", above.resolve("c").toString());
        plantJdk(above.resolve("c/go4j"));
        mode(above.resolve("c/go4j"), "rwx------");
        mode(above, mode);
        isRefused("others may write to " + above + ", above " + above.resolve("c/go4j") + " (d" + mode + "); chmod go-w " + above);
        assertThat(new ProcessBuilder("chmod", "1777", above.toString()).start().waitFor()).isZero(); // as /tmp is
        assertThat(go4j.run("run", "x.jar").out()).startsWith("this is evil\n");
    }

    @Test
    void aDirectoryThatOthersMayReadIsClosedToThem() throws Exception {
        Files.createDirectories(go4j.cache().resolve("run")); // as a program makes it that was not started by the script
        mode(go4j.cache(), "rwxr-xr-x");
        isUsed(go4j.cache());
        mode(go4j.cache(), "rwxr-xr-x");
        mode(Files.createDirectory(go4j.cache().resolve("builds")), "rwxrwxrwx");
        isRefused("others may have written to " + go4j.cache().resolve("builds") + "; remove " + go4j.cache());
    }

    @Test
    void noLinkIsTakenForTheDirectory() throws Exception {
        plantJdk(folder.resolve("elsewhere"));
        mode(folder.resolve("elsewhere"), "rwx------");
        Files.createDirectories(go4j.cache().getParent());
        Files.createSymbolicLink(go4j.cache(), folder.resolve("elsewhere"));
        isRefused(go4j.cache() + " is a symbolic link; ");
        Files.delete(go4j.cache());
        Files.createSymbolicLink(go4j.cache(), folder.resolve("nowhere"));
        isRefused(go4j.cache() + " is a symbolic link; ");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    /** A home on another disk: what counts is where it leads to. */
    @Test
    void aboveTheDirectoryThereMayBeLinks() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk/caches"));
        Files.createSymbolicLink(folder.resolve("cache"), disk);
        isUsed(disk.resolve("go4j"));
        mode(disk, "rwxrwxrwx");
        isRefused("others may write to " + disk + ", above ");
    }

    @Test
    void aFileIsNoDirectory() throws Exception {
        Files.createDirectories(go4j.cache().getParent());
        Files.writeString(go4j.cache(), "mine");
        isRefused(go4j.cache() + " is no directory; remove it");
        assertThat(go4j.cache()).hasContent("mine");
    }

    @Test
    void aDirectoryOfSomethingElseThatHasTheSameNameIsLeftAlone() throws Exception {
        Files.createDirectories(go4j.cache().resolve("builds")); // a clone of go4j, say
        Files.writeString(go4j.cache().resolve("pom.xml"), "");
        isRefused(go4j.cache() + " has " + go4j.cache().resolve("pom.xml") + " in it, so it is no cache of go4j's; ");
        assertThat(go4j.cache().toFile().list()).containsExactlyInAnyOrder("builds", "pom.xml");
    }

    @Test
    void whatAnotherUserOwnsIsNotUsed() throws Exception {
        if (!isRoot()) {
            return;
        }
        plantJdk(go4j.cache());
        mode(go4j.cache(), "rwx------");
        chown("65534", go4j.cache().resolve("jdk"));
        assertThat(go4j.run("run", "x.jar").out()).startsWith("this is good\n");
        plantJdk(go4j.cache());
        chown("65534", go4j.cache());
        isRefused(go4j.cache() + " belongs to another user; ");
        chown("0", go4j.cache());
        chown("65534", go4j.cache().getParent());
        isRefused(go4j.cache().getParent() + ", above " + go4j.cache() + ", belongs to another user; ");
    }

    @Test
    void aDiskThatCannotBeWrittenToIsDoneWithout() throws Exception {
        if (!isRoot()) {
            return;
        }
        Path readOnly = Files.createDirectory(folder.resolve("ro"));
        mode(folder, "rwxr-xr-x");
        go4j.with("XDG_CACHE_HOME", readOnly.toString());
        String script = go4j.script().toString();
        Process run = go4j.start(Path.of("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups", script, "run", "x.jar");
        Outcome outcome = Installation.outcomeOf(run, "");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("this is good\n").doesNotContain("-Dgo4j.cache=");
    }

    private static boolean isRoot() throws Exception {
        Process id = new ProcessBuilder("id", "-u").start();
        boolean root = new String(id.getInputStream().readAllBytes()).strip().equals("0")
                && new ProcessBuilder("sh", "-c", "command -v setpriv").start().waitFor() == 0;
        if (!root) {
            System.err.println("SKIPPED: a test of CacheSafetyTest that needs root and setpriv, to be two users");
        }
        return root;
    }

    private static void chown(String to, Path path) throws Exception {
        assertThat(new ProcessBuilder("chown", to, path.toString()).start().waitFor()).isZero();
    }

    @Test
    void cleanRemovesWhatGo4jWroteAndNamesTheRest() throws Exception {
        Path cache = go4j.cache();
        Path aot = Files.createDirectories(cache.resolve("aot"));
        Path builds = Files.createDirectories(cache.resolve("builds"));
        mode(cache, "rwx------");
        byte[] archive = {(byte) 0xa2, (byte) 0xab, 0x0b, (byte) 0xf0, 1, 2, 3};
        byte[] build = {'G', 'o', '4', 1, 9, 9};
        Files.write(aot.resolve("25@jdk@home.run"), archive);
        Files.write(aot.resolve("25@jdk@home.javac"), archive);
        Files.writeString(aot.resolve("25@jdk@home.tries"), "go4j tries 1\n2\n");
        Files.writeString(aot.resolve("25@jdk@home.lock"), "go4j lock 1\n4194999\n1\n/home\n");
        Files.createDirectory(aot.resolve("25@jdk@home.4194999.work"));
        Files.writeString(aot.resolve("25@jdk@home.4194999.work/go4j"), "go4j work 1\n");
        Files.write(builds.resolve("0123456789abcdef.build"), build);
        Files.write(builds.resolve("0123456789abcdef.build.12.34"), build);
        Files.writeString(cache.resolve("CACHEDIR.TAG"), TAG);
        assertThat(go4j.run("clean")).isEqualTo(new Outcome(0, "", ""));
        assertThat(cache).isEmptyDirectory();

        Files.createDirectories(aot);
        Files.createDirectories(builds);
        Files.writeString(cache.resolve("CACHEDIR.TAG"), TAG);
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("go4j"), "go4j work 1\n");
        Path build2 = Files.write(outside.resolve("0123456789abcdef.build"), build);
        List<Path> kept = new ArrayList<>();
        kept.add(Files.writeString(aot.resolve("25@jdk@home.run"), "mine"));
        kept.add(Files.writeString(aot.resolve("25@jdk@home.failed"), "mine"));
        kept.add(Files.writeString(aot.resolve("25@jdk@home.tries"), ""));
        kept.add(Files.write(aot.resolve("photo.jpg"), archive));
        kept.add(Files.createSymbolicLink(aot.resolve("25@jdk@home.1.work"), outside));
        kept.add(Files.createDirectories(aot.resolve("25@jdk@home.2.work")));
        Files.writeString(aot.resolve("25@jdk@home.2.work/thesis"), "mine");
        kept.add(Files.writeString(builds.resolve("1234"), "mine"));
        kept.add(Files.writeString(builds.resolve("fedcba9876543210.build"), "mine"));
        kept.add(Files.write(builds.resolve("notes.build"), build));
        kept.add(Files.createSymbolicLink(builds.resolve("0000000000000000.build"), build2));
        kept.add(Files.writeString(cache.resolve("jdk"), "mine"));
        Outcome clean = go4j.run("clean");
        assertThat(clean.err().lines()).containsExactlyInAnyOrderElementsOf(
                kept.stream().map(k -> "go4j: clean: " + k + " stays, for go4j did not write it").toList());
        assertThat(kept).allMatch(k -> Files.exists(k, java.nio.file.LinkOption.NOFOLLOW_LINKS));
        assertThat(build2).exists();
        assertThat(outside.resolve("go4j")).exists();
    }

    @Test
    void cleanDoesNotFollowALinkInPlaceOfAFolder() throws Exception {
        Files.createDirectories(go4j.cache());
        mode(go4j.cache(), "rwx------");
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path build = Files.write(outside.resolve("0123456789abcdef.build"), new byte[] {'G', 'o', '4', 1});
        Path archive = Files.write(outside.resolve("25@jdk@home.run"), new byte[] {(byte) 0xa2, (byte) 0xab, 0x0b, (byte) 0xf0});
        Files.createSymbolicLink(go4j.cache().resolve("builds"), outside);
        Files.createSymbolicLink(go4j.cache().resolve("aot"), outside);
        Outcome clean = go4j.run("clean");
        assertThat(clean.err()).isEqualTo("go4j: clean: " + go4j.cache() + "/aot stays, for go4j did not write it\n"
                + "go4j: clean: " + go4j.cache() + "/builds stays, for go4j did not write it\n");
        assertThat(build).exists();
        assertThat(archive).exists();
    }
}
