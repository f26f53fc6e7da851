package dev.confab.rest.document;

import dev.confab.application.document.ReadDocuments;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The content of a version as it was given, read part by part as somebody takes it. For one thread. */
public final class StoredContent extends InputStream {

    private final ReadDocuments documents;
    private final Owner owner;
    private final DocumentId document;
    private final int version;
    private long left;
    private int part;
    private byte[] bytes = new byte[0];
    private int at;

    /** @param size how many bytes there are */
    public StoredContent(ReadDocuments documents, Owner owner, DocumentId document, int version, long size) {
        this.documents = documents;
        this.owner = owner;
        this.document = document;
        this.version = version;
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        if (at == bytes.length) {
            Optional<byte[]> next = documents.readContent(owner, document, version, part);
            bytes = next.filter(some -> some.length > 0)
                    .orElseThrow(() -> new EOFException("the document was deleted while it was read"));
            at = 0;
            part++;
        }
        int count = (int) Math.min(Math.min(length, bytes.length - at), left);
        System.arraycopy(bytes, at, into, offset, count);
        at += count;
        left -= count;
        return count;
    }
}
