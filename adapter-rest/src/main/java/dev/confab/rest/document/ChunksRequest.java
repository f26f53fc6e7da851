package dev.confab.rest.document;

import dev.confab.application.document.AddDocument;
import dev.confab.domain.PlainText;
import dev.confab.rest.json.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code POST /documents} asks for when the client has cut the passages itself. */
record ChunksRequest(List<AddDocument.Chunk> chunks, Optional<PlainText> title, Optional<String> document) {

    private static final int MOST_HEADINGS = 16;

    /**
     * Reads the body; how long and how many chunks may be is not looked at.
     *
     * @throws dev.confab.rest.error.ProblemException if something is wrong with it
     */
    static ChunksRequest of(byte[] body) {
        RequestFields fields = RequestFields.of(body);
        Optional<PlainText> title = fields.text("title").filter(text -> !text.isBlank());
        Optional<String> document = fields.text("document_id").map(PlainText::value);
        List<AddDocument.Chunk> chunks = new ArrayList<>();
        List<RequestFields> entries = fields.objects("chunks", Integer.MAX_VALUE, "text");
        for (RequestFields entry : entries) {
            Optional<PlainText> text = entry.requiredText("text");
            List<PlainText> headings = entry.list("headings", MOST_HEADINGS);
            entry.end();
            text.ifPresent(words -> chunks.add(new AddDocument.Chunk(words, headings)));
        }
        fields.finish();
        return new ChunksRequest(chunks, title, document);
    }
}
