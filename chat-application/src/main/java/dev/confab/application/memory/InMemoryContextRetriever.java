package dev.confab.application.memory;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Finds passages by the words they share with the question, among those it was given for an owner. The score is the
 * number of different shared words,
 * the support the part of the question's words that they are. Meant for tests and small fixed collections: it reads
 * everything for each question.
 */
public final class InMemoryContextRetriever implements ContextRetriever {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private final Map<Owner, List<Passage>> passages = new ConcurrentHashMap<>();

    /** Makes a retriever that has no passages yet. */
    public InMemoryContextRetriever() {}

    /** Gives the retriever a passage that this owner may see. */
    public void add(Owner owner, PassageId id, DocumentId document, PlainText title, PlainText text) {
        Objects.requireNonNull(owner, "owner");
        passages.computeIfAbsent(owner, ignored -> new CopyOnWriteArrayList<>())
                .add(Passage.whole(id, document, title, text));
    }

    @Override
    public List<RankedPassage> retrieve(Owner owner, RetrievalQuery query) {
        Set<String> asked = words(query.question());
        return passages.getOrDefault(owner, List.of())
                .stream()
                .filter(passage -> query.scope().includes(passage.document()))
                .map(passage -> ranked(passage, asked))
                .filter(ranked -> ranked.score() > 0)
                .sorted(Comparator.comparingDouble(RankedPassage::score).reversed())
                .limit(query.limit())
                .toList();
    }

    private static RankedPassage ranked(Passage passage, Set<String> asked) {
        Set<String> shared = words(passage.text());
        shared.retainAll(asked);
        double support = asked.isEmpty() ? 0 : (double) shared.size() / asked.size();
        return new RankedPassage(passage, shared.size(), support, Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    private static Set<String> words(PlainText text) {
        var words = new HashSet<String>();
        WORD.matcher(text.value().toLowerCase(Locale.ROOT)).results().map(MatchResult::group).forEach(words::add);
        return words;
    }
}
