package dev.confab.rest.export;

import dev.confab.rest.export.SessionPages.Told;
import io.micronaut.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A session as JSON, a page of messages at a time. */
final class SessionJson implements Iterator<byte[]> {

    /** Changes when a reader of an older form would be wrong about this one. */
    static final int VERSION = 1;

    private final SessionPages pages;
    private final JsonMapper json;
    private final Instant now;
    private boolean begun;
    private boolean ended;
    private String separator = "";

    SessionJson(SessionPages pages, JsonMapper json, Instant now) {
        this.pages = pages;
        this.json = json;
        this.now = now;
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public byte[] next() {
        if (ended) {
            throw new NoSuchElementException("the session has been told");
        }
        var out = new ByteArrayOutputStream();
        if (!begun) {
            begun = true;
            write(out, "{\"format\":\"confab.session\",\"version\":" + VERSION + ",\"exported_at\":\"" + now
                    + "\",\"session\":");
            out.writeBytes(bytes(SessionView.of(pages.session())));
            write(out, ",\"messages\":[");
        }
        List<Told> page = pages.next();
        for (Told told : page) {
            write(out, separator + "\n");
            out.writeBytes(bytes(SessionView.Entry.of(told.message(), told.run())));
            separator = ",";
        }
        if (page.isEmpty()) {
            write(out, "\n]}\n");
            ended = true;
        }
        return out.toByteArray();
    }

    private byte[] bytes(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a session could not be written as JSON", impossible);
        }
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
