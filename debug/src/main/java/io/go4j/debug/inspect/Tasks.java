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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The threads of this process as the operating system numbers them, and which of Java's they are. */
final class Tasks {
    /*
     * The JVM does not tell Java the numbers of threads; its thread dump has them, and is asked for. Where it cannot be had, a thread is
     * known by its name, which the kernel has too, cut to 15 bytes: Ms are then still found, and others whose name nobody else has.
     */
    private static final Path FOLDER = Path.of("/proc/self/task");
    private static final Pattern DUMPED = Pattern.compile("^\".*\" #(\\d+) \\[(\\d+)\\] ", Pattern.MULTILINE);
    private static final int NAME_MAX = 15;

    /** One thread. */
    record Task(int id, String name) {}

    private Tasks() {}

    /** Returns all, by number; none where the operating system does not list them. */
    static List<Task> all() {
        List<Task> all = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(FOLDER)) {
            for (Path task : tasks) {
                all.add(new Task(Integer.parseInt(task.getFileName().toString()), name(task)));
            }
        } catch (IOException | NumberFormatException e) {
            all.clear();
        }
        all.sort((a, b) -> Integer.compare(a.id, b.id));
        return all;
    }

    /** Which of Java's threads each of {@code tasks} is; of those that run no Java code nothing is known. */
    static Map<Task, Thread> java(List<Task> tasks, Set<Thread> java) {
        Map<Long, Thread> byId = new HashMap<>();
        java.forEach(t -> byId.put(t.threadId(), t));
        Map<Integer, Thread> byTask = new HashMap<>();
        Matcher dumped = DUMPED.matcher(Diagnostics.ask("threadPrint"));
        while (dumped.find()) {
            Thread t = byId.get(Long.parseLong(dumped.group(1)));
            if (t != null) {
                byTask.put(Integer.parseInt(dumped.group(2)), t);
            }
        }
        Map<String, Thread> byName = byTask.isEmpty() ? byName(java) : Map.of();
        Map<Task, Thread> known = new HashMap<>();
        for (Task task : tasks) {
            Thread t = byTask.getOrDefault(task.id, byName.get(task.name));
            if (t != null) {
                known.put(task, t);
            }
        }
        return known;
    }

    private static Map<String, Thread> byName(Set<Thread> java) {
        Map<String, Thread> unique = new HashMap<>();
        Map<String, Integer> times = new HashMap<>();
        for (Thread t : java) {
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
            ms.put(t.name, t.id);
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
