package dev.confab.rest.export;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** An archive that is made while it is read, no more of it at once than some pieces. For one thread. */
final class ZipStream extends InputStream {

    private static final int PIECE = 16 * 1024;

    private final Iterator<ExportEntry> entries;
    private final Function<List<String>, ExportEntry> last;
    private final List<String> cut = new ArrayList<>();
    private final ByteArrayOutputStream made = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(made);
    private final byte[] piece = new byte[PIECE];
    private @Nullable ExportEntry entry;
    private boolean lastBegun;
    private boolean finished;
    private byte[] ready = new byte[0];
    private int at;

    /** @param last makes the last file, which is told which ones are not whole because something was deleted meanwhile */
    ZipStream(Iterator<ExportEntry> entries, Function<List<String>, ExportEntry> last) {
        this.entries = entries;
        this.last = last;
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
        while (at == ready.length) {
            if (finished) {
                return -1;
            }
            advance();
            ready = made.toByteArray();
            made.reset();
            at = 0;
        }
        int count = Math.min(length, ready.length - at);
        System.arraycopy(ready, at, into, offset, count);
        at += count;
        return count;
    }

    private void advance() throws IOException {
        ExportEntry current = entry;
        if (current != null) {
            copy(current);
        } else if (entries.hasNext()) {
            begin(entries.next());
        } else if (!lastBegun) {
            lastBegun = true;
            begin(last.apply(List.copyOf(cut)));
        } else {
            zip.finish();
            finished = true;
        }
    }

    private void begin(ExportEntry next) throws IOException {
        zip.putNextEntry(new ZipEntry(next.path()));
        entry = next;
    }

    private void copy(ExportEntry current) throws IOException {
        int count;
        try {
            count = current.content().read(piece);
        } catch (EOFException deleted) {
            cut.add(current.path());
            count = -1;
        }
        if (count < 0) {
            current.content().close();
            zip.closeEntry();
            entry = null;
        } else {
            zip.write(piece, 0, count);
        }
    }

    @Override
    public void close() throws IOException {
        finished = true;
        ExportEntry current = entry;
        if (current != null) {
            current.content().close();
        }
        // Only frees what packs: nobody reads what it writes.
        zip.close();
        made.reset();
    }
}
