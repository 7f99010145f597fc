// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.cli.run.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start-up cache is made in the background: what happens when that is killed, or fails. The JDK is a script of the test's. */
class StartupCacheTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private Installation go4j;
    private Path aot;

    /** Its java notes each training, waits while there is a file "wait", and then makes what it was asked for, unless there is "fail". */
    @BeforeEach
    void install() throws IOException {
        go4j = new Installation(folder).without("GO4J_AOT");
        aot = go4j.cache().resolve("aot");
        Path jdk = go4j.fakeJdk("jdk", "25.0.1", true);
        go4j.executable("jdk/bin/java", """
                #!/bin/sh
                for word; do
                    case $word in
                        -XX:AOTCacheOutput=*)
                            echo "${word##*/}" >>FOLDER/trainings
                            while [ -e FOLDER/wait ]; do sleep 0.05; done
                            [ ! -e FOLDER/fail ] || exit 1
                            printf '\\242\\253\\013\\360archive' >"${word#*=}"
                            exit
                            ;;
                    esac
                done
                printf '%s\\n' "$@"
                """.replace("FOLDER", folder.toString()));
        go4j.with("GO4J_JAVA_HOME", jdk.toString());
    }

    @AfterEach
    void letAllEnd() throws Exception {
        Files.deleteIfExists(folder.resolve("wait"));
        await(() -> files(".work").isEmpty() || !isAlive(builder()));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private List<String> files(String end) {
        String[] names = aot.toFile().list((in, name) -> name.endsWith(end));
        return names == null ? List.of() : Stream.of(names).toList();
    }

    /** The process that makes the caches: it is in the name of its folder. */
    private long builder() {
        String work = files(".work").getFirst().replaceFirst("\\.work$", "");
        return Long.parseLong(work.substring(work.lastIndexOf('.') + 1));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private int trainings() throws IOException {
        Path noted = folder.resolve("trainings");
        return Files.exists(noted) ? (int) Files.readString(noted).lines().count() : 0;
    }

    private boolean isNoted(int n) {
        try {
            return trainings() >= n;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String run() throws Exception {
        Outcome outcome = go4j.run("run", "x.jar");
        assertThat(outcome.err()).isEmpty();
        return outcome.out();
    }

    @Test
    void aBuilderThatWasKilledIsFollowedByAnother() throws Exception {
        Files.createFile(folder.resolve("wait"));
        for (int i = 1; i <= 2; i++) {
            assertThat(run()).doesNotContain("-XX:AOTCache=");
            int n = i;
            await(() -> isNoted(n));
            assertThat(files(".work")).as("what the one before left is gone").hasSize(1);
            long builder = builder();
            run();
            assertThat(builder()).as("while it lives nobody else begins").isEqualTo(builder);
            assertThat(ProcessHandle.of(builder).orElseThrow().destroyForcibly()).isTrue();
            await(() -> !isAlive(builder));
        }
        Files.delete(folder.resolve("wait"));
        run();
        await(() -> !files(".run").isEmpty() && files(".lock").isEmpty());
        assertThat(aot.toFile().list()).hasSize(2);
        assertThat(run()).contains("-XX:AOTCache=");
    }

    @Test
    void aLockOfAProcessWhoseIdIsAnothersNowIsNone() throws Exception {
        Files.createFile(folder.resolve("wait"));
        run();
        await(() -> isNoted(1));
        long builder = builder();
        ProcessHandle.of(builder).orElseThrow().destroyForcibly();
        await(() -> !isAlive(builder));
        Path lock = aot.resolve(files(".lock").getFirst());
        Files.writeString(lock, Files.readString(lock).replaceFirst("\n" + builder + "\n", "\n" + ProcessHandle.current().pid() + "\n"));
        Files.delete(folder.resolve("wait"));
        run();
        await(() -> !files(".run").isEmpty());
    }

    @Test
    void whatAlwaysFailsIsTriedThreeTimes() throws Exception {
        Files.createFile(folder.resolve("fail"));
        for (int i = 1; i <= 3; i++) {
            run();
            int n = i;
            await(() -> isNoted(n) && files(".lock").isEmpty());
        }
        for (int i = 0; i < 3; i++) run();
        assertThat(files(".lock")).isEmpty();
        assertThat(trainings()).isEqualTo(3);
        assertThat(aot.resolve(files(".failed").getFirst())).content().startsWith("go4j: the start-up cache was not made; ");

        Outcome prepare = go4j.run("prepare");
        assertThat(prepare.status()).isEqualTo(2);
        assertThat(prepare.err()).startsWith("go4j: prepare: the JVM made no start-up cache; the reason is in ").hasLineCount(1);
        Files.delete(folder.resolve("fail"));
        assertThat(go4j.run("prepare")).isEqualTo(new Outcome(0, "", ""));
        assertThat(run()).contains("-XX:AOTCache=");
        assertThat(files(".failed")).isEmpty();
    }

    @Test
    void whatWasAlwaysKilledIsTriedThreeTimes() throws Exception {
        Files.createFile(folder.resolve("wait"));
        for (int i = 1; i <= 3; i++) {
            run();
            int n = i;
            await(() -> isNoted(n));
            long builder = builder();
            ProcessHandle.of(builder).orElseThrow().destroyForcibly();
            await(() -> !isAlive(builder));
        }
        for (int i = 0; i < 3; i++) run();
        assertThat(trainings()).isEqualTo(3);
    }

    /** A clock that was ahead, or an archive that was unpacked with its times. */
    @Test
    void jarsFromTheFutureAreNotPreparedForAgainAndAgain() throws Exception {
        try (Stream<Path> jars = Files.list(folder.resolve("go4j/lib"))) {
            for (Path jar : jars.toList()) Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(100_000)));
        }
        run();
        await(() -> !files(".run").isEmpty() && files(".lock").isEmpty());
        assertThat(run()).contains("-XX:AOTCache=");
        assertThat(trainings()).isEqualTo(2);
    }
}
