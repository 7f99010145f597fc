// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** One run of javac, in this JVM: from the named sources, and those they mention, to a build in memory. */
final class JavaCompilation implements TaskListener {
    private final List<SourceText> named;
    private final SourceTree files;
    private final List<String> mainCandidates = new ArrayList<>();

    private JavaCompilation(List<SourceText> named, SourceTree files) {
        this.named = named;
        this.files = files;
    }

    /** Compiles; what javac has to say goes to stderr in its own words. */
    static Build compile(List<Source> sources, ClassPath classPath, String setting) throws RunFailure {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        List<SourceText> named = sources.stream().map(SourceText::named).toList();
        var files = new SourceTree(javac.getStandardFileManager(null, null, null));
        var compilation = new JavaCompilation(named, files);
        var errors = new PrintWriter(System.err, true, System.err.charset());
        try {
            var task = (JavacTask) javac.getTask(errors, files, null, options(classPath), null, named);
            task.addTaskListener(compilation);
            if (!task.call()) throw new RunFailure(RunFailure.HAS_ERRORS, "");
            String mainClass = compilation.addStart();
            return new Build(setting, files.sourcesRead(named), files.foldersSeen(), files.root(), mainClass, files.classes());
        } catch (IllegalArgumentException e) {
            throw RunFailure.usage("run: javac refuses its options (" + e.getMessage() + ")");
        } catch (UncheckedIOException e) {
            throw RunFailure.usage("run: " + e.getMessage());
        } finally {
            errors.flush();
        }
    }

    /** Chooses the first class with a main, in the order of the named files, and adds the class that calls it. Returns its name. */
    private String addStart() throws RunFailure {
        var classes = files.classes();
        var loader = new ProgramLoader(classes, files.root(), ClassLoader.getSystemClassLoader());
        for (String candidate : mainCandidates) {
            try {
                MainMethod main = MainMethod.find(loader.loadClass(candidate));
                if (main == null) continue;
                if (Start.canCall(main)) classes.put(Start.nameFor(candidate), Start.classFileFor(main));
                return candidate;
            } catch (ClassNotFoundException | LinkageError e) {
                throw RunFailure.usage("run: cannot load class " + candidate + " (" + e + "); look at the class path");
            }
        }
        String where = named.getFirst().getName();
        if (!mainCandidates.isEmpty()) throw MainMethod.missing(where);
        throw RunFailure.usage("run: no class in " + where + "; declare a class with main, or just void main()");
    }

    private static List<String> options(ClassPath classPath) {
        List<String> options = new ArrayList<>(List.of(
                "-classpath", classPath.path(),
                "-proc:none",
                "-implicit:class", // the sources that named ones mention are part of the program
                "-g", // names of local variables, for debuggers
                // Plain StringBuilder code: bootstrapping the first invokedynamic concatenation costs each start some milliseconds.
                "-XDstringConcat=inline"));
        if (SourceProgram.isPreview()) {
            options.addAll(List.of("--enable-preview", "--source", String.valueOf(Runtime.version().feature())));
        }
        return options;
    }

    /** Called by javac: named files are parsed before anything is looked up, and the first tells where its packages start. */
    @Override
    public void finished(TaskEvent event) {
        if (event.getKind() != TaskEvent.Kind.PARSE) return;
        URI file = event.getSourceFile().toUri(); // javac shows its listeners wrapped files
        if (named.stream().noneMatch(source -> source.toUri().equals(file))) return;
        CompilationUnitTree unit = event.getCompilationUnit();
        ExpressionTree name = unit.getPackageName();
        String inPackage = name == null ? "" : name.toString();
        if (named.getFirst().toUri().equals(file)) files.startAt(named.getFirst().file(), inPackage);
        for (Tree type : unit.getTypeDecls()) {
            if (type instanceof ClassTree declared) {
                mainCandidates.add(inPackage.isEmpty() ? "" + declared.getSimpleName() : inPackage + "." + declared.getSimpleName());
            }
        }
    }
}
