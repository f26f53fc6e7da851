package dev.confab.application.contract;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.ReplicaId;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.ContentDigest;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.PageMark;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.NewPassage;
import dev.confab.domain.run.Hold;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Documents that read as sentences. */
public final class DocumentFixtures {

    /** A process that nothing is taken from while a test runs. */
    public static final Hold HOLD = hold(Duration.ofHours(1));
    /** A space of short vectors. */
    public static final VectorSpace SPACE = new VectorSpace("compass", 4);
    /** Another one. */
    public static final VectorSpace OTHER_SPACE = new VectorSpace("sextant", 3);

    private DocumentFixtures() {}

    public static Hold hold(Duration lease) {
        return new Hold(new ReplicaId(UUID.randomUUID()), lease);
    }

    public static DocumentId newDocument() {
        return new DocumentId(UUID.randomUUID());
    }

    public static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    public static ContentDigest digest(String content) {
        MessageDigest fed = ContentDigest.begin();
        fed.update(bytes(content));
        return ContentDigest.of(fed);
    }

    /** A text file as a document of its own. */
    public static NewVersion file(ContentId content, String title, String text) {
        return file(newDocument(), Optional.empty(), content, title, text);
    }

    /** A text file as a new version of a document. */
    public static NewVersion file(DocumentId id, Optional<DocumentId> replaced, ContentId content, String title,
            String text) {
        return new NewVersion(id, replaced, Optional.empty(), PlainText.of(title),
                new NewVersion.Source.File(content, SourceKind.PLAIN_TEXT, bytes(text).length), digest(text));
    }

    /** Pieces that somebody else cut. */
    public static NewVersion chunks(DocumentId id, Optional<DocumentId> replaced, Optional<SessionId> remembered,
            String title, String... pieces) {
        var passages = new ArrayList<Passage>();
        cut(pieces).forEach((passage, piece) -> passages.add(new Passage(passage, id, 1, PlainText.of(title),
                piece.text(), piece.span(), piece.headings(), piece.pages())));
        return new NewVersion(id, replaced, remembered, PlainText.of(title),
                new NewVersion.Source.Chunks(pages(String.join("\n\n", pieces)), passages),
                digest(String.join("\n\n", pieces)));
    }

    public static List<PageText> pages(String... texts) {
        var pages = new ArrayList<PageText>();
        for (String text : texts) {
            pages.add(new PageText(pages.size() + 1, PlainText.of(text), List.of()));
        }
        return pages;
    }

    /** Pieces with a blank line between two, under new identities, the first one being the first of its version. */
    public static Map<PassageId, NewPassage> cut(String... pieces) {
        return cutFrom(0, pieces);
    }

    public static Map<PassageId, NewPassage> cutFrom(int ordinal, String... pieces) {
        Map<PassageId, NewPassage> cut = new LinkedHashMap<>();
        int at = 0;
        for (String piece : pieces) {
            cut.put(new PassageId(UUID.randomUUID()),
                    new NewPassage(ordinal + cut.size(), new TextSpan(at, at + piece.length()), PlainText.of(piece),
                            List.of(PlainText.of("Heading")), List.of(new PageMark(1, 0))));
            at += piece.length() + 2;
        }
        return cut;
    }

    /** A direction, another one for each text. */
    public static Vector vector(VectorSpace space, String text) {
        var random = new java.util.Random(text.hashCode() * 31L + space.model().hashCode());
        var values = new float[space.dimension()];
        for (int at = 0; at < values.length; at++) {
            values[at] = (float) random.nextGaussian();
        }
        return Vector.of(values);
    }
}
