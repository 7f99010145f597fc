// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug;

import io.go4j.debug.demo.App;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program {@link App} in a JVM of its own. */
public final class RunningApp implements AutoCloseable {
    public final int pprofPort;
    public final int gopsPort;
    public final Path gopsFolder;
    private final Process process;

    public RunningApp(Path folder) throws IOException {
        gopsFolder = folder.resolve("config/gops");
        var builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+DebugNonSafepoints",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                App.class.getName()));
        builder.environment().put("GOPS_CONFIG_DIR", gopsFolder.toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the program ended before it was ready");
        }
        String[] ports = line.split(" ");
        pprofPort = Integer.parseInt(ports[0]);
        gopsPort = Integer.parseInt(ports[1]);
    }

    public long pid() {
        return process.pid();
    }

    public String url(String rest) {
        return "http://localhost:" + pprofPort + "/debug/pprof/" + rest;
    }

    /** Ends it in good order. */
    public int end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        return process.waitFor();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroyForcibly();
    }

    /** The folder of this module: tests may run in another. */
    public static Path module() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("src/test/java/io/go4j/debug")) ? here : here.resolve("debug");
    }
}
