package dev.confab.application.memory;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageFeed;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import java.util.ArrayList;
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
import java.util.stream.Stream;

/**
 * Finds passages by the words they share with the question: those of a store of documents, and those it was given for an
 * owner. The score of what it was given, and of remembered turns, is the number of different shared words, the support the
 * part of the question's words that they are. Meant for tests and small collections: it reads everything for each question.
 */
public final class InMemoryContextRetriever implements ContextRetriever {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private final Map<Owner, List<Passage>> given = new ConcurrentHashMap<>();
    private final Optional<PassageStore> store;

    /** Makes a retriever that has no passages yet. */
    public InMemoryContextRetriever() {
        this.store = Optional.empty();
    }

    /** Makes a retriever that finds what the store says is searchable, when it is asked. */
    public InMemoryContextRetriever(PassageStore store) {
        this.store = Optional.of(store);
    }

    /** Gives the retriever a passage that this owner may see. */
    public void add(Owner owner, PassageId id, DocumentId document, PlainText title, PlainText text) {
        Objects.requireNonNull(owner, "owner");
        given.computeIfAbsent(owner, ignored -> new CopyOnWriteArrayList<>())
                .add(Passage.whole(id, document, title, text));
    }

    @Override
    public List<RankedPassage> retrieve(Owner owner, RetrievalQuery query) {
        try {
            Set<String> asked = words(query.question());
            Stream<Passage> others = given.getOrDefault(owner, List.of())
                    .stream()
                    .filter(passage -> query.scope().includes(passage.document()));
            Stream<Passage> turns = query.memory() ? store.stream().flatMap(kept -> turns(kept, owner, query))
                    : Stream.empty();
            Stream<RankedPassage> stored = store.stream()
                    .flatMap(kept -> kept.search(owner, query.scope(), query.question(), query.limit()).stream());
            return Stream.concat(stored, Stream.concat(others, turns).map(passage -> ranked(passage, asked)))
                    .filter(ranked -> ranked.score() > 0)
                    .sorted(Comparator.comparingDouble(RankedPassage::score).reversed())
                    .limit(query.limit())
                    .toList();
        } catch (StoreFault away) {
            throw new RetrievalFault("the store of passages did not answer", away);
        }
    }

    /** The remembered turns of an owner's other sessions. */
    private static Stream<Passage> turns(PassageStore kept, Owner owner, RetrievalQuery query) {
        var turns = new ArrayList<Passage>();
        PassageFeed feed = kept.follow(0, PassageStore.MAX_PAGE);
        while (!feed.changes().isEmpty()) {
            for (PassageChange change : feed.changes()) {
                boolean other = change.remembered().isPresent() && !change.remembered().equals(query.session());
                if (other && change.owner().equals(owner) && change.version().isPresent()) {
                    kept.read(change, Optional.empty(), 0, PassageStore.MAX_PAGE)
                            .forEach(indexed -> turns.add(indexed.passage()));
                }
            }
            feed = kept.follow(feed.changes().getLast().position(), PassageStore.MAX_PAGE);
        }
        return turns.stream();
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
