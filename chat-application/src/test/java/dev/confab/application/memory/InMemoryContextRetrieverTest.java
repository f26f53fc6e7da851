package dev.confab.application.memory;

import dev.confab.application.contract.ContextRetrieverContract;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.ContextRetriever;
import java.util.List;
import java.util.UUID;

class InMemoryContextRetrieverTest extends ContextRetrieverContract {

    @Override
    protected ContextRetriever retriever(Owner owner, DocumentId document, PlainText title, List<String> texts) {
        var retriever = new InMemoryContextRetriever();
        texts.forEach(
                text -> retriever.add(owner, new PassageId(UUID.randomUUID()), document, title, PlainText.of(text)));
        return retriever;
    }
}
