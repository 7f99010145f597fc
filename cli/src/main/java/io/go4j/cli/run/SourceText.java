// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import javax.lang.model.SourceVersion;
import javax.tools.SimpleJavaFileObject;
import org.jspecify.annotations.Nullable;

/** A source file for javac. It is read at most once, so what was compiled is what the build cache compares with later. */
final class SourceText extends SimpleJavaFileObject {
    private final File file;
    private final String binaryName;
    private @Nullable Source source;

    private SourceText(File file, String binaryName, @Nullable Source source) {
        super(file.toURI(), Kind.SOURCE);
        this.file = file;
        this.binaryName = binaryName;
        this.source = source;
    }

    /** A file that the user named: any class may be in it. */
    static SourceText named(Source source) {
        return new SourceText(source.file(), "", source);
    }

    /** A file that javac finds in the source tree, where the name of a file is the name of its class. */
    static SourceText found(File file, String binaryName) {
        return new SourceText(file, binaryName, null);
    }

    File file() {
        return file;
    }

    /** Empty for a named file. */
    String binaryName() {
        return binaryName;
    }

    /** What was read; null if javac never asked. */
    @Nullable Source source() {
        return source;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
        Source read = source;
        if (read == null) source = read = new Source(file, Source.bytesOf(file));
        byte[] text = read.text();
        boolean script = text.length > 1 && text[0] == '#' && text[1] == '!';
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(text))
                    .toString();
            // the first line of an executable file is a comment to us; blanks keep the line numbers
            return script ? "//" + decoded.substring(2) : decoded;
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8 text", e);
        }
    }

    /** How javac prints it: as the user wrote it. */
    @Override
    public String getName() {
        return file.getPath();
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
        if (kind != Kind.SOURCE) return false;
        return binaryName.isEmpty()
                ? SourceVersion.isIdentifier(simpleName)
                : binaryName.substring(binaryName.lastIndexOf('.') + 1).equals(simpleName);
    }
}
