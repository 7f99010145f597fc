// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.gops;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file by which {@code gops} finds the port of a process: named by the process id, with the port in it. */
record PortFile(Path path) {
    /** Writes it. Null if that is not possible. */
    static @Nullable PortFile write(int port) {
        Path folder = folder(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", ""));
        Path file = folder.resolve(Long.toString(ProcessHandle.current().pid()));
        try {
            boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (!Files.isDirectory(folder)) {
                Path parent = folder.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(folder, mode(posix, "rwx------"));
            }
            // under another name until it is whole and nobody else's
            Path made = Files.createTempFile(folder, ".", ".tmp", mode(posix, "rw-------"));
            Files.writeString(made, Integer.toString(port));
            Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
            return new PortFile(file);
        } catch (FileSystemException e) {
            return null; // forbidden, or no such place: the address is enough
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    private static FileAttribute<?>[] mode(boolean posix, String permissions) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }

    /** The same place where {@code gops} looks. */
    static Path folder(Map<String, String> environment, String system, String home) {
        String given = environment.getOrDefault("GOPS_CONFIG_DIR", "");
        if (!given.isEmpty()) {
            return Path.of(given);
        }
        String os = system.toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) {
            return Path.of(environment.getOrDefault("AppData", home)).resolve("gops");
        }
        if (os.startsWith("mac")) {
            return Path.of(home, "Library", "Application Support", "gops");
        }
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        return config.startsWith("/") ? Path.of(config, "gops") : Path.of(home, ".config", "gops");
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // then it stays: gops will say that nobody listens
        }
    }
}
