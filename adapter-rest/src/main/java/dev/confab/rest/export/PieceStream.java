package dev.confab.rest.export;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Objects;

/** Pieces of bytes one after the other, each asked for when it is wanted. For one thread. */
final class PieceStream extends InputStream {

    private final Iterator<byte[]> pieces;
    private byte[] piece = new byte[0];
    private int at;

    PieceStream(Iterator<byte[]> pieces) {
        this.pieces = Objects.requireNonNull(pieces, "pieces");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        while (at == piece.length) {
            if (!pieces.hasNext()) {
                return -1;
            }
            piece = pieces.next();
            at = 0;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, into, offset, count);
        at += count;
        return count;
    }
}
