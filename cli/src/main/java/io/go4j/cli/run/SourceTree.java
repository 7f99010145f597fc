// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/** What javac reads and writes: sources from the program's own tree, noting each look; class files into memory. */
final class SourceTree extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<File, Folder> seen = new LinkedHashMap<>();
    private final List<SourceText> found = new ArrayList<>();
    private final Map<String, byte[]> classes = new LinkedHashMap<>();
    private File root = new File(".").getAbsoluteFile();
    private boolean hasTree;

    SourceTree(StandardJavaFileManager files) {
        super(files);
    }

    /** The tree starts where the packages of the program's first file start, if its folders are named after its package. */
    void startAt(File first, String inPackage) {
        File folder = first.toPath().toAbsolutePath().normalize().toFile().getParentFile();
        root = folder;
        hasTree = true;
        if (inPackage.isEmpty()) return;
        File top = folder;
        String[] parts = inPackage.split("\\.", -1);
        for (int i = parts.length - 1; i >= 0; i--) {
            File parent = top.getParentFile();
            if (parent == null || !top.getName().equals(parts[i])) {
                hasTree = false; // a single file in a place of its own: it stands alone
                return;
            }
            top = parent;
        }
        root = top;
    }

    File root() {
        return root;
    }

    List<Folder> foldersSeen() {
        return List.copyOf(seen.values());
    }

    Map<String, byte[]> classes() {
        return classes;
    }

    /** The named files, then those that javac took from the tree. */
    List<Source> sourcesRead(List<SourceText> named) {
        List<Source> read = new ArrayList<>();
        for (SourceText text : named) add(text.source(), read);
        for (SourceText text : found) add(text.source(), read);
        return read;
    }

    private static void add(@Nullable Source source, List<Source> read) {
        if (source != null) read.add(source);
    }

    @Override
    public boolean hasLocation(Location location) {
        // also true while the tree is empty: else javac would look for sources on the class path
        return location == StandardLocation.SOURCE_PATH || super.hasLocation(location);
    }

    @Override
    public Iterable<JavaFileObject> list(Location location, String inPackage, Set<Kind> kinds, boolean recurse) throws IOException {
        if (location != StandardLocation.SOURCE_PATH) return super.list(location, inPackage, kinds, recurse);
        if (!hasTree || !kinds.contains(Kind.SOURCE)) return List.of();
        List<String> names = look(inPackage).sources();
        if (names == null) return List.of();
        List<JavaFileObject> sources = new ArrayList<>();
        for (String name : names) {
            String type = name.substring(0, name.length() - ".java".length());
            if (!SourceVersion.isIdentifier(type)) continue; // also module-info: a program runs in the unnamed module
            File folder = inPackage.isEmpty() ? root : new File(root, inPackage.replace('.', '/'));
            SourceText source = SourceText.found(new File(folder, name), inPackage.isEmpty() ? type : inPackage + "." + type);
            found.add(source);
            sources.add(source);
        }
        return sources;
    }

    /** Notes the folder of a package; of a package that is not there, only the topmost folder that is missing. */
    private Folder look(String inPackage) {
        File folder = root;
        if (!inPackage.isEmpty()) {
            for (String part : inPackage.split("\\.", -1)) {
                folder = new File(folder, part);
                if (!folder.isDirectory()) break;
            }
        }
        return seen.computeIfAbsent(folder, Folder::read);
    }

    @Override
    public @Nullable String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof SourceText source ? source.binaryName() : super.inferBinaryName(location, file);
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        if (a instanceof SourceText || b instanceof SourceText) return a.toUri().equals(b.toUri());
        return super.isSameFile(a, b);
    }

    @Override
    public boolean contains(Location location, FileObject file) throws IOException {
        if (file instanceof SourceText) return location == StandardLocation.SOURCE_PATH;
        return location != StandardLocation.SOURCE_PATH && super.contains(location, file);
    }

    @Override
    public @Nullable JavaFileObject getJavaFileForInput(Location location, String className, Kind kind) throws IOException {
        return location == StandardLocation.SOURCE_PATH ? null : super.getJavaFileForInput(location, className, kind);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(Location location, String className, Kind kind, FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/') + kind.extension), kind) {
            @Override
            public OutputStream openOutputStream() {
                return new ByteArrayOutputStream() {
                    @Override
                    public void close() {
                        classes.put(className, toByteArray());
                    }
                };
            }
        };
    }
}
