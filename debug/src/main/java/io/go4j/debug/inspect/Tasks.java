// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import io.go4j.diag.MachineInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The threads of this process as the operating system numbers them, and which of Java's they are. */
final class Tasks {
    /*
     * The JVM does not tell Java the numbers of threads; its thread dump has them, and is asked for. Where it cannot be had, a thread is
     * known by its name, which the kernel has too, cut to 15 bytes: Ms are then still found, and others whose name nobody else has.
     */
    private static final Path FOLDER = Path.of("/proc/self/task");
    private static final Pattern DUMPED = Pattern.compile("^\".*\" #(\\d+) \\[(\\d+)\\] ", Pattern.MULTILINE);
    private static final int NAME_MAX = 15;

    /** One thread; {@code java} is null if it runs no Java code. */
    record Task(int id, String name, @Nullable Thread java) {}

    private Tasks() {}

    /** Returns all; where the operating system does not list them, Java's, by the ids that Java gives them. */
    static List<Task> all(Map<Thread, StackTraceElement[]> java) {
        Map<Long, Thread> byId = new HashMap<>();
        java.keySet().forEach(t -> byId.put(t.threadId(), t));
        Map<Integer, Thread> byTask = new HashMap<>();
        Matcher dumped = DUMPED.matcher(Diagnostics.ask("threadPrint"));
        while (dumped.find()) {
            Thread t = byId.get(Long.parseLong(dumped.group(1)));
            if (t != null) {
                byTask.put(Integer.parseInt(dumped.group(2)), t);
            }
        }
        Map<String, Thread> byName = byName(java);
        List<Task> all = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(FOLDER)) {
            for (Path task : tasks) {
                int id = Integer.parseInt(task.getFileName().toString());
                String name = name(task);
                Thread t = byTask.get(id);
                all.add(new Task(id, name, t != null || !byTask.isEmpty() ? t : byName.get(name)));
            }
        } catch (IOException | NumberFormatException e) {
            all.clear();
        }
        if (all.isEmpty()) {
            java.keySet().forEach(t -> all.add(new Task((int) t.threadId(), t.getName(), t)));
        }
        all.sort((a, b) -> Integer.compare(a.id, b.id));
        return all;
    }

    private static Map<String, Thread> byName(Map<Thread, StackTraceElement[]> java) {
        Map<String, Thread> unique = new HashMap<>();
        Map<String, Integer> times = new HashMap<>();
        for (Thread t : java.keySet()) {
            byte[] name = t.getName().getBytes(StandardCharsets.UTF_8);
            String cut = new String(name, 0, Math.min(name.length, NAME_MAX), StandardCharsets.UTF_8);
            unique.put(cut, t);
            times.merge(cut, 1, Integer::sum);
        }
        unique.keySet().removeIf(name -> times.getOrDefault(name, 0) > 1);
        return unique;
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            return "thread"; // it has ended meanwhile
        }
    }

    /** Which goroutine is on which thread, by the name that an M has. */
    static Map<Long, Integer> ofGoroutines(List<Task> tasks, List<MachineInfo> machines) {
        Map<String, Integer> ms = new HashMap<>();
        for (Task t : tasks) {
            ms.put(t.java == null ? t.name : t.java.getName(), t.id);
        }
        Map<Long, Integer> on = new HashMap<>();
        for (MachineInfo m : machines) {
            Integer task = m.goroutine() == 0 ? null : ms.get("go4j-m" + m.id());
            if (task != null) {
                on.put(m.goroutine(), task);
            }
        }
        return on;
    }
}
