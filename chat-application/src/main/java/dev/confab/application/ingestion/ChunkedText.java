package dev.confab.application.ingestion;

import dev.confab.application.document.AddDocument;
import dev.confab.domain.DocumentId;
import dev.confab.domain.IdSource;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.ContentDigest;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.TextSpan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Pieces that somebody else has cut, as one text: a blank line stands between two of them. */
final class ChunkedText {

    private static final String BETWEEN = "\n\n";

    private ChunkedText() {}

    static NewVersion.Source.Chunks source(DocumentId document, PlainText title, List<AddDocument.Chunk> chunks,
            IdSource ids) {
        var text = new StringBuilder();
        var passages = new ArrayList<Passage>();
        for (AddDocument.Chunk chunk : chunks) {
            text.append(text.isEmpty() ? "" : BETWEEN);
            int from = text.length();
            text.append(chunk.text().value());
            passages.add(new Passage(new PassageId(ids.next()), document, 1, title, chunk.text(),
                    new TextSpan(from, text.length()), chunk.headings(), List.of()));
        }
        return new NewVersion.Source.Chunks(parts(text, 0), passages);
    }

    /** Returns a text as parts that are no longer than they may be, numbered from behind the last one of before. */
    static List<PageText> parts(CharSequence text, int last) {
        var parts = new ArrayList<PageText>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + PageText.MAX_LENGTH);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            parts.add(new PageText(last + parts.size() + 1, PlainText.of(text.subSequence(from, to).toString()),
                    List.of()));
            from = to;
        }
        return parts;
    }

    /** What tells these pieces from others: their texts, their headings and where they were cut. */
    static ContentDigest digest(List<AddDocument.Chunk> chunks) {
        MessageDigest digest = ContentDigest.begin();
        feed(digest, "chunks " + chunks.size());
        for (AddDocument.Chunk chunk : chunks) {
            feed(digest, "headings " + chunk.headings().size());
            chunk.headings().forEach(heading -> feed(digest, heading.value()));
            feed(digest, chunk.text().value());
        }
        return ContentDigest.of(digest);
    }

    private static void feed(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
