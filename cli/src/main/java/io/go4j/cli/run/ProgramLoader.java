// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Defines a build's classes, before those of the class path; finds resources in the program's folder, then on the class path. */
final class ProgramLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> classes;
    private final File root;
    private final ProtectionDomain domain;

    ProgramLoader(Map<String, byte[]> classes, File root, ClassLoader parent) {
        super(parent);
        this.classes = classes;
        this.root = root;
        this.domain = new ProtectionDomain(new CodeSource(urlOf(root), (CodeSigner[]) null), null, this, null);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) return super.loadClass(name, resolve);
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length, domain);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own != null ? own : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = new ArrayList<>();
        URL own = findResource(name);
        if (own != null) found.add(own);
        getParent().getResources(name).asIterator().forEachRemaining(found::add);
        return Collections.enumeration(found);
    }

    @Override
    public @Nullable URL findResource(String name) {
        byte[] bytes = name.endsWith(".class") ? classes.get(binaryName(name)) : null;
        if (bytes != null) return inMemory(name, bytes);
        File file = new File(root, name);
        return file.exists() ? urlOf(file) : null;
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL own = findResource(name);
        return Collections.enumeration(own == null ? List.of() : List.of(own));
    }

    private static String binaryName(String resource) {
        return resource.substring(0, resource.length() - ".class".length()).replace('/', '.');
    }

    private static @Nullable URL urlOf(File file) {
        try {
            return file.toURI().toURL();
        } catch (MalformedURLException e) {
            return null;
        }
    }

    private static @Nullable URL inMemory(String name, byte[] bytes) {
        try {
            return URL.of(new URI("go4j", null, "/" + name, null), new Handler(bytes));
        } catch (URISyntaxException | MalformedURLException e) {
            return null;
        }
    }

    /** Behind the URL of a class file that is in memory only. */
    private static final class Handler extends URLStreamHandler {
        private final byte[] bytes;

        Handler(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public long getContentLengthLong() {
                    return bytes.length;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }
}
