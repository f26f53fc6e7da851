package dev.confab.rest.export;

import java.io.InputStream;
import java.util.Objects;

/**
 * One file of an export.
 *
 * @param path    its name, with the folders it is in: plain letters, digits and {@code -_./}
 * @param content what is in it; an {@link java.io.EOFException} means that what it tells of was deleted meanwhile
 */
record ExportEntry(String path, InputStream content) {

    ExportEntry {
        Objects.requireNonNull(content, "content");
        if (!path.matches("[A-Za-z0-9_-][A-Za-z0-9._/-]*") || path.contains("..")) {
            throw new IllegalArgumentException("a name in an archive is a plain one");
        }
    }
}
