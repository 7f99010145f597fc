// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCacheTest {
    private static final String SETTING = "setting";

    @TempDir
    Path folder;

    private File cacheFolder;
    private BuildCache cache;
    private Path main;
    private Path other;

    @BeforeEach
    void aProgramOfTwoFiles() throws IOException {
        cacheFolder = folder.resolve("cache").toFile();
        cache = new BuildCache(cacheFolder);
        Files.createDirectory(folder.resolve("program"));
        main = write("Main.java", "class Main { Other o; List<String> l; util.Tool t; }");
        other = write("Other.java", "class Other {}");
        keep();
    }

    @Test
    void findsWhatItKept() {
        assertThat(find().classes()).containsOnlyKeys("Main");
        assertThat(find().mainClass()).isEqualTo("Main");
    }

    @Test
    @Tag("B1")
    void changedMainSourceIsAnotherBuildAndTheOldOneIsStillThere() throws IOException {
        String before = Files.readString(main);
        Files.writeString(main, "class Main { int changed; }");
        assertThat(find()).isNull();
        Files.writeString(main, before);
        assertThat(find()).isNotNull();
    }

    @Test
    @Tag("B1")
    void changedOrMissingSecondSource() throws IOException {
        Files.writeString(other, "class Other { int changed; }");
        assertThat(find()).isNull();
        Files.delete(other);
        assertThat(find()).isNull();
    }

    @Test
    @Tag("B1")
    void otherSettingIsAnotherBuild() {
        assertThat(cache.find("other", named())).isNull();
    }

    @Test
    @Tag("B2")
    void newSourceThatTheProgramMentions() throws IOException {
        write("List.java", "class List<T> {}");
        assertThat(find()).isNull();
    }

    @Test
    @Tag("B2")
    void newPackageThatTheProgramMentions() throws IOException {
        Files.createDirectory(folder.resolve("program/util"));
        assertThat(find()).isNull();
    }

    @Test
    @Tag("B2")
    void newSourceThatNobodyMentionsDoesNoHarm() throws IOException {
        write("Unrelated.java", "class Unrelated {}");
        assertThat(find()).isNotNull();
    }

    @Test
    @Tag("B3")
    void damagedFileIsAMissAndIsWrittenAgain() throws IOException {
        File file = onlyFile();
        byte[] bytes = Files.readAllBytes(file.toPath());
        bytes[bytes.length - 1] ^= 1;
        Files.write(file.toPath(), bytes);
        assertThat(find()).isNull();
        keep();
        assertThat(find()).isNotNull();
    }

    @Test
    @Tag("B4")
    void noCacheOrOneThatCannotBeWrittenIsJustAMiss() throws IOException {
        var none = new BuildCache(null);
        none.keep(build(), 1);
        assertThat(none.find(SETTING, named())).isNull();

        Path file = Files.createFile(folder.resolve("file"));
        var impossible = new BuildCache(new File(file.toFile(), "cache"));
        impossible.keep(build(), 1);
        assertThat(impossible.find(SETTING, named())).isNull();
    }

    @Test
    void trimRemovesWhatIsOldAndWhatWasLeftUnfinished() throws IOException {
        long now = System.currentTimeMillis();
        File kept = onlyFile();
        File old = file("00000000000000aa.build", now - BuildCache.MAX_AGE_MILLIS - 1000);
        File young = file("00000000000000bb.build", now - BuildCache.MAX_AGE_MILLIS + 60_000);
        File unfinished = file("00000000000000bb.build.1.2", now - 2 * 24 * 60 * 60 * 1000L);
        File beingWritten = file("00000000000000bb.build.1.3", now);
        cache.trim(now);
        assertThat(cacheFolder.listFiles()).containsExactlyInAnyOrder(kept, young, beingWritten).doesNotContain(old, unfinished);
    }

    @Test
    void trimKeepsWhatNoBuildWasWrittenTo() throws IOException {
        long now = System.currentTimeMillis();
        long longAgo = now - 2 * BuildCache.MAX_AGE_MILLIS;
        List<File> kept = new ArrayList<>(List.of(onlyFile(), file("README", longAgo), file("thesis.build", longAgo)));
        for (String name : List.of("12345678", "00000000000000aa.build.old", "00000000000000AA.build")) {
            kept.add(file(name, longAgo));
        }
        File text = file("00000000000000cc.build", longAgo);
        Files.writeString(text.toPath(), "what a user wrote");
        File empty = file("00000000000000dd.build", longAgo);
        Files.write(empty.toPath(), new byte[0]);
        for (File file : List.of(text, empty)) assertThat(file.setLastModified(longAgo)).isTrue();
        kept.addAll(List.of(text, empty));
        File outside = Files.write(folder.resolve("outside"), Files.readAllBytes(onlyBuild().toPath())).toFile();
        assertThat(outside.setLastModified(longAgo)).isTrue();
        File link = Files.createSymbolicLink(cacheFolder.toPath().resolve("00000000000000ee.build"), outside.toPath()).toFile();
        kept.add(link);
        cache.trim(now);
        assertThat(cacheFolder.listFiles()).containsExactlyInAnyOrderElementsOf(kept);
        assertThat(outside).exists();
        Path builds = Files.createDirectory(folder.resolve("builds"));
        Path old = Files.copy(outside.toPath(), builds.resolve("00000000000000aa.build"));
        assertThat(old.toFile().setLastModified(longAgo)).isTrue();
        new BuildCache(Files.createSymbolicLink(folder.resolve("linked"), builds).toFile()).trim(now);
        assertThat(old).exists();
    }

    private File onlyBuild() {
        File[] files = cacheFolder.listFiles((in, name) -> name.matches("[0-9a-f]{16}\\.build") && new File(in, name).length() > 100);
        assertThat(files).hasSize(1);
        return files[0];
    }

    @Test
    void trimRemovesTheLeastRecentlyUsedOfTooMuch() throws IOException {
        long now = System.currentTimeMillis();
        File oldest = file("000000000000000a.build", now - 3000);
        File older = file("000000000000000b.build", now - 2000);
        File newest = file("000000000000000c.build", now - 1000);
        for (File file : List.of(oldest, older, newest)) {
            try (var big = new java.io.RandomAccessFile(file, "rw")) {
                big.setLength(BuildCache.MAX_BYTES / 2); // a hole: takes no room
            }
        }
        assertThat(oldest.setLastModified(now - 3000) && older.setLastModified(now - 2000) && newest.setLastModified(now - 1000)).isTrue();
        cache.trim(now);
        assertThat(oldest).doesNotExist();
        assertThat(older).doesNotExist();
        assertThat(newest).exists();
    }

    @Test
    @Tag("B3")
    void readersSeeNoHalfWrittenBuild() throws Exception {
        try (var pool = java.util.concurrent.Executors.newFixedThreadPool(2)) {
            var writer = pool.submit(() -> {
                for (int i = 0; i < 200; i++) keep();
            });
            var reader = pool.submit(() -> {
                for (int i = 0; i < 200; i++) assertThat(find()).isNotNull();
            });
            writer.get();
            reader.get();
        }
        assertThat(cacheFolder.listFiles()).hasSize(1);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve("program").resolve(name), text);
    }

    private void keep() {
        cache.keep(build(), 1);
    }

    private Build build() {
        try {
            File root = folder.resolve("program").toFile();
            return new Build(
                    SETTING,
                    List.of(named().getFirst(), Source.read(other.toFile())),
                    List.of(Folder.read(root), Folder.read(new File(root, "util"))),
                    root,
                    "Main",
                    Map.of("Main", "bytes".getBytes(StandardCharsets.UTF_8)));
        } catch (RunFailure e) {
            throw new AssertionError(e);
        }
    }

    private List<Source> named() {
        try {
            return List.of(Source.read(main.toFile()));
        } catch (RunFailure e) {
            throw new AssertionError(e);
        }
    }

    private Build find() {
        return cache.find(SETTING, named());
    }

    private File onlyFile() {
        File[] files = cacheFolder.listFiles();
        assertThat(files).hasSize(1);
        return files[0];
    }

    private File file(String name, long time) throws IOException {
        File file = Files.write(cacheFolder.toPath().resolve(name), new byte[] {'G', 'o', '4', 1, 0, 0, 0, 0}).toFile();
        assertThat(file.setLastModified(time)).isTrue();
        return file;
    }
}
