// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where processes leave their files, with real processes: who may write there, and whose files stay. */
class RunFilesTest extends Looking {
    private Path fileOf(Process p) {
        return run.resolve(Long.toString(p.pid()));
    }

    private String errorsOf(int number) {
        try {
            return Files.readString(folder.resolve("err" + number));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String modeOf(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "002", "022", "077"})
    void whatIsMadeIsForThisUserOnlyWhateverTheUmaskIs(String umask) throws Exception {
        run = folder.resolve("not/there/yet");
        through = List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh");
        Process p = peer(PORTABLE);
        await(() -> Files.exists(fileOf(p)) && !outcome("ps", "-q").out().isEmpty());
        for (Path made : List.of(run, run.getParent(), run.getParent().getParent())) {
            assertThat(modeOf(made)).isEqualTo("rwx------");
        }
        assertThat(modeOf(fileOf(p))).isEqualTo("rw-------");
    }

    @Test
    void aDirectoryThatOthersMayWriteToIsNotUsed() throws Exception {
        Files.createDirectory(run);
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxrwxrwx"));
        Process p = peer(PORTABLE);
        await(() -> !errorsOf(0).isEmpty());
        String why = run + " can be written to by others; chmod go-w it, once nothing is in it that others may have put there\n";
        assertThat(errorsOf(0))
                .isEqualTo("go4j: go4j ps will not list this process, for it cannot leave its file in GO4J_RUN_DIR: " + why);
        assertThat(run).isEmptyDirectory();
        Path planted = Files.writeString(fileOf(p), "go4j run file 1\npid=" + p.pid() + "\nstart=0\nversion=1\nmain=Planted\n");
        Outcome ps = go4j("ps");
        assertThat(ps.err()).isEqualTo("go4j: ps: " + why.replaceFirst(" can be", " is not read, for it can be"));
        assertThat(ps).isEqualTo(new Outcome(2, "PID  MAIN  UPTIME  GOROUTINES  PS  MS\n", ps.err()));
        assertThat(planted).exists();
    }

    /** Also one that is younger than the processes that ps asks. */
    @Test
    void filesOfTheUsersStay() throws Exception {
        Files.createDirectory(run);
        for (String name : List.of("1", "42", "2024", "4194999", "99999999999999999999", "7.txt", "notes")) {
            Files.writeString(run.resolve(name), "what the user wrote");
        }
        Files.writeString(run.resolve("43"), "");
        Files.writeString(run.resolve("44"), "start=0\nversion=1\nmain=Gone\n");
        Files.writeString(run.resolve("45"), "go4j run file 1\npid=46\nstart=0\nversion=1\nmain=Copy\n");
        Files.createDirectory(run.resolve("4194998"));
        Path outside = Files.writeString(folder.resolve("outside"), "go4j run file 1\npid=4194997\nstart=0\nversion=1\nmain=Gone\n");
        Files.createSymbolicLink(run.resolve("4194997"), outside);
        Files.writeString(run.resolve("4194996"), "go4j run file 1\npid=4194996\nstart=0\nversion=1\nmain=Gone\n");
        assertThat(go4j("ps", "-q")).isEqualTo(new Outcome(0, "", ""));
        assertThat(run.toFile().list()).containsExactlyInAnyOrder(
                "1", "42", "2024", "4194999", "99999999999999999999", "7.txt", "notes", "43", "44", "45", "4194998", "4194997");
        assertThat(outside).exists();
        assertThat(run.resolve("42")).hasContent("what the user wrote");
    }

    /** The shell writes a file under the id that the JVM will have. */
    @Test
    void aProcessDoesNotWriteOverAFileOfItsNumber() throws Exception {
        Files.createDirectory(run);
        through = List.of("sh", "-c", "echo mine >" + run + "/$$; exec \"$@\"", "sh");
        Process p = peer(PORTABLE);
        await(() -> !errorsOf(0).isEmpty());
        assertThat(errorsOf(0)).endsWith(fileOf(p) + " is there, and go4j did not write it\n").hasLineCount(1);
        p.destroy();
        p.waitFor();
        assertThat(fileOf(p)).hasContent("mine");
    }

    @Test
    void aFileThatWasPutInPlaceOfItsOwnStaysAtTheEnd() throws Exception {
        Process p = peer(PORTABLE);
        await(() -> !outcome("ps", "-q").out().isEmpty());
        Files.writeString(fileOf(p), "mine");
        p.destroy();
        p.waitFor();
        assertThat(fileOf(p)).hasContent("mine");
    }
}
