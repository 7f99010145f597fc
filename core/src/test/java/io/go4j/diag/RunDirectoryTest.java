// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose directory is believed, and whose files are removed. With real processes it is tested in module cli. */
class RunDirectoryTest {
    private static final RunDirectory.Entry ME = new RunDirectory.Entry(
            ProcessHandle.current().pid(), ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH), "1.0", "my main");

    @TempDir
    Path folder;

    private Path path;
    private RunDirectory directory;

    @BeforeEach
    void directory() {
        path = folder.resolve("a/run");
        directory = new RunDirectory(null, path);
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private void isRefused(String why) {
        assertThat(directory.fault()).startsWith(why);
        assertThatThrownBy(() -> directory.add(ME)).isInstanceOf(IOException.class).hasMessageStartingWith(path + " " + why);
        assertThat(directory.entries()).isEmpty();
    }

    @Test
    void whatIsAddedIsFoundUntilItIsRemoved() throws Exception {
        assertThat(directory.exists()).isFalse();
        directory.add(ME);
        assertThat(directory.fault()).isNull();
        assertThat(directory.entries()).hasSize(1).allMatch(e -> e.pid() == ME.pid() && e.main().equals("my main"));
        directory.remove(ME);
        assertThat(path).isEmptyDirectory();
        directory.remove(ME);
    }

    @Test
    void aMainOfManyLinesIsOneLine() throws Exception {
        directory.add(new RunDirectory.Entry(ME.pid(), ME.start(), "1\n0", "a\nstart=0\u001b[2J"));
        assertThat(directory.entries()).singleElement().matches(e -> e.main().equals("a?start=0?[2J") && e.version().equals("1?0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---", "rwx----w-"})
    void oneThatOthersMayWriteToIsRefused(String mode) throws Exception {
        Files.createDirectories(path);
        mode(path, mode);
        isRefused("can be written to by others; chmod go-w it");
        mode(path, "rwxr-xr-x");
        assertThat(directory.fault()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwxr-x", "rwx---rwx"})
    void andOneBelowSuchADirectory(String mode) throws Exception {
        Files.createDirectories(path);
        mode(path, "rwx------");
        mode(path.getParent(), mode);
        isRefused("is below " + path.getParent() + ", where others can put another directory in its place");
        assertThat(new ProcessBuilder("chmod", "1777", path.getParent().toString()).start().waitFor()).isZero(); // as /tmp is
        assertThat(directory.fault()).isNull();
    }

    @Test
    void aLinkIsRefusedButMayLeadThere() throws Exception {
        Path real = Files.createDirectories(folder.resolve("real"));
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, real);
        isRefused("is no directory");
        assertThat(real).isEmptyDirectory();
        Files.delete(path);
        Files.delete(path.getParent());
        Files.createSymbolicLink(path.getParent(), real);
        directory.add(ME);
        assertThat(real.resolve("run").resolve(Long.toString(ME.pid()))).isRegularFile();
        mode(real, "rwxrwxrwx");
        isRefused("is below " + real.toRealPath());
    }

    @Test
    void aFileIsRefused() throws Exception {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "mine");
        isRefused("is no directory");
        assertThat(path).hasContent("mine");
    }

    @Test
    void oneOfAnotherUserIsRefused() throws Exception {
        Files.createDirectories(path);
        if (new ProcessBuilder("chown", "65534", path.toString()).start().waitFor() != 0) {
            System.err.println("SKIPPED: a test of RunDirectoryTest that needs root, to be two users");
            return;
        }
        isRefused("belongs to another user");
        assertThat(new ProcessBuilder("chown", "0", path.toString()).start().waitFor()).isZero();
        assertThat(new ProcessBuilder("chown", "65534", path.getParent().toString()).start().waitFor()).isZero();
        isRefused("is below " + path.getParent());
    }

    @Test
    void aFileOfAnotherUserIsNeitherBelievedNorRemoved() throws Exception {
        directory.add(ME);
        Path file = path.resolve(Long.toString(ME.pid()));
        if (new ProcessBuilder("chown", "65534", file.toString()).start().waitFor() != 0) {
            System.err.println("SKIPPED: a test of RunDirectoryTest that needs root, to be two users");
            return;
        }
        assertThat(directory.entries()).isEmpty();
        directory.remove(ME);
        assertThat(file).exists();
    }

    @Test
    void theFileOfAProcessThatHadTheSameIdIsReplacedAndNoOther() throws Exception {
        Files.createDirectories(path);
        Path file = path.resolve(Long.toString(ME.pid()));
        Files.writeString(file, "go4j run file 1\npid=" + ME.pid() + "\nstart=1000\nversion=1\nmain=Before\n");
        directory.add(ME);
        assertThat(directory.entries()).singleElement().matches(e -> e.main().equals("my main"));
        for (String other : List.of("", "mine", "go4j run file 1\n", "go4j run file 1\npid=1\nstart=0\nversion=1\nmain=x\n",
                "go4j run file 1\npid=" + ME.pid() + "\nstart=soon\nversion=1\nmain=x\n",
                "go4j run file 1\npid=" + ME.pid() + "\nstart=0\nversion=1\nmain=cut off",
                "start=0\nversion=1\nmain=x\n")) {
            Files.writeString(file, other);
            assertThatThrownBy(() -> directory.add(ME)).isInstanceOf(IOException.class).hasMessageEndingWith("go4j did not write it");
            assertThat(directory.entries()).isEmpty();
            directory.remove(ME);
            assertThat(file).hasContent(other);
        }
    }
}
