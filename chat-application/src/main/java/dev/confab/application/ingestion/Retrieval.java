package dev.confab.application.ingestion;

import dev.confab.application.retrieval.Retrieve;
import dev.confab.domain.Owner;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.RetrievalQuery;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks the retriever as a turn would, and gives everything it says. */
public final class Retrieval implements Retrieve {

    private final ContextRetriever retriever;
    private final double openChat;
    private final double groundedRag;

    /**
     * @param openChat    the least support that a passage needs in an open chat
     * @param groundedRag and in an answer that rests on documents alone
     */
    public Retrieval(ContextRetriever retriever, double openChat, double groundedRag) {
        this.retriever = Objects.requireNonNull(retriever, "retriever");
        this.openChat = openChat;
        this.groundedRag = groundedRag;
    }

    @Override
    public Result retrieve(Owner owner, Question question) {
        var query = new RetrievalQuery(Optional.empty(), question.text(), question.scope(), false, question.limit(),
                OptionalLong.empty());
        return new Result(retriever.retrieve(owner, query), openChat, groundedRag);
    }
}
