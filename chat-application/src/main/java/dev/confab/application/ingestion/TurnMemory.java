package dev.confab.application.ingestion;

import dev.confab.application.document.AddDocument;
import dev.confab.domain.DocumentId;
import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.ingestion.NewPassage;
import dev.confab.domain.ingestion.PassageCutter;
import dev.confab.domain.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stores turns as what nobody gave but may be found again. */
final class TurnMemory {

    /** How much of a question names its turn, in UTF-16 code units. */
    private static final int TITLE = 80;

    private final DocumentStore documents;
    private final PassageCutter cutter;
    private final IdSource ids;
    private final Runnable onAdded;

    /** @param onAdded is told that there is work, and must not block */
    TurnMemory(DocumentStore documents, PassageCutter cutter, IdSource ids, Runnable onAdded) {
        this.documents = documents;
        this.cutter = cutter;
        this.ids = ids;
        this.onAdded = onAdded;
    }

    /** Remembers a turn, under the identity of the run that wrote its answer: saying it again changes nothing. */
    void remember(Owner owner, Message question, Message answer) {
        var document = new DocumentId(answer.run().value());
        PlainText title = title(question.content().value().strip());
        List<AddDocument.Chunk> pieces = pieces(question.content(), answer.content());
        documents.add(owner, new NewVersion(document, Optional.empty(), Optional.of(answer.session()), title,
                ChunkedText.source(document, title, pieces, ids), ChunkedText.digest(pieces)));
        onAdded.run();
    }

    private List<AddDocument.Chunk> pieces(PlainText question, PlainText answer) {
        var pieces = new ArrayList<AddDocument.Chunk>();
        var pages = new ArrayList<PageText>();
        for (String said : List.of(question.value() + "\n\n", answer.value())) {
            pages.addAll(ChunkedText.parts(said, pages.size()));
        }
        for (NewPassage passage : cutter.cut(SourceKind.PLAIN_TEXT, pages)) {
            pieces.add(new AddDocument.Chunk(passage.text(), List.of()));
        }
        return pieces;
    }

    private static PlainText title(String question) {
        if (question.length() <= TITLE) {
            return PlainText.of(question);
        }
        int end = Character.isHighSurrogate(question.charAt(TITLE - 1)) ? TITLE - 1 : TITLE;
        return PlainText.of(question.substring(0, end));
    }
}
