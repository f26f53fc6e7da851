package dev.confab.retrieval.index;

import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.document.Passage;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.NearestPassages;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RankedPassage.Leg;
import dev.confab.domain.retrieval.Reranker;
import dev.confab.domain.retrieval.RetrievalQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds passages by their words and, where there is an embedder, by what they mean, in an index on this machine that
 * follows the store. A question sees what was searchable in the store when it was asked, wherever that was done. Who sees
 * what is the store's word: the index only proposes. While there is no index (a new machine, a lost or damaged folder) one is
 * made, and questions are answered by the store's own search.
 *
 * <p>
 * Safe for use by several threads at once. Whoever built it closes it; after that every question is a {@link
 * RetrievalFault}.
 */
public final class IndexedContextRetriever implements ContextRetriever, AutoCloseable {

    private static final int ATTEMPTS = 2;

    private final PassageStore store;
    private final FollowingIndex index;
    private final Proposals proposals;
    private final Rating rating;

    private IndexedContextRetriever(Builder builder) {
        this.store = builder.store;
        boolean vectors = builder.embedder.isPresent() && builder.nearest.isEmpty();
        this.index = new FollowingIndex(store, new IndexFolder(builder.folder), vectors);
        this.proposals = new Proposals(builder.embedder, builder.nearest);
        this.rating = new Rating(builder.reranker);
    }

    /** Begins one for what this store has. */
    public static Builder builder(PassageStore store) {
        return new Builder(store);
    }

    @Override
    public List<RankedPassage> retrieve(Owner owner, RetrievalQuery query) {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(query, "query");
        try {
            long reach = query.reach().isPresent() ? query.reach().getAsLong() : store.latest(owner);
            if (reach == 0) {
                return List.of();
            }
            var question = proposals.ask(query.question());
            Optional<List<Candidate>> proposed = proposed(owner, query, question, reach);
            return rating.rated(query, proposed.isPresent() ? found(owner, query, proposed.get())
                    : store.search(owner, query.scope(), query.question(), query.limit()));
        } catch (RetrievalFault fault) {
            throw fault;
        } catch (ChatFault fault) {
            throw new RetrievalFault("the store of passages cannot be asked", fault);
        }
    }

    @Override
    public void follow(Owner owner) {
        Objects.requireNonNull(owner, "owner");
        try {
            index.reached(store.latest(owner));
        } catch (RetrievalFault fault) {
            throw fault;
        } catch (ChatFault fault) {
            throw new RetrievalFault("the store of passages cannot be asked", fault);
        }
    }

    @Override
    public void close() {
        try {
            index.close();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Empty while there is no index. */
    private Optional<List<Candidate>> proposed(Owner owner, RetrievalQuery query, Proposals.Asked question,
            long reach) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Generation> generation = index.reached(reach);
            if (generation.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(proposals.from(generation.get(), owner, query, question));
            } catch (ChatFault fault) {
                throw fault;
            } catch (IOException | RuntimeException | InternalError fault) {
                // One that was replaced meanwhile is closed; an InternalError is a mapped file that became shorter.
                if (index.isCurrent(generation.get())) {
                    index.discard(generation.get(), fault);
                }
            }
        }
        return Optional.empty();
    }

    /** Takes as many of the candidates as are asked for, and whom the store does not know is left out. */
    private List<RankedPassage> found(Owner owner, RetrievalQuery query, List<Candidate> candidates) {
        var found = new ArrayList<RankedPassage>();
        int wanted = rating.wanted(query.limit());
        int from = 0;
        while (found.size() < wanted && from < candidates.size()) {
            int to = Math.min(candidates.size(), from + wanted - found.size());
            Map<PassageId, Candidate> asked = new HashMap<>();
            List<PassageId> ids = candidates.subList(from, to).stream().map(Candidate::passage).toList();
            candidates.subList(from, to).forEach(candidate -> asked.put(candidate.passage(), candidate));
            for (Passage passage : store.find(owner, query.scope(), ids)) {
                Candidate candidate = Objects.requireNonNull(asked.get(passage.id()));
                found.add(new RankedPassage(passage, candidate.score(),
                        Support.of(candidate.coverage(), candidate.dense().map(Leg::score)), candidate.lexical(),
                        candidate.dense(), Optional.empty()));
            }
            from = to;
        }
        return found;
    }

    /** What a retriever may be built on. */
    public static final class Builder {

        private final PassageStore store;
        private Optional<Embedder> embedder = Optional.empty();
        private Optional<NearestPassages> nearest = Optional.empty();
        private Optional<Reranker> reranker = Optional.empty();
        private Optional<Path> folder = Optional.empty();

        private Builder(PassageStore store) {
            this.store = Objects.requireNonNull(store, "store");
        }

        /** Searches by meaning too. */
        public Builder embedder(Embedder given) {
            embedder = Optional.of(given);
            return this;
        }

        /** Leaves the vectors to somebody else. */
        public Builder nearest(NearestPassages given) {
            nearest = Optional.of(given);
            return this;
        }

        /** Has the best finds rated. */
        public Builder reranker(Reranker given) {
            reranker = Optional.of(given);
            return this;
        }

        /** Keeps the index in this folder, which is made if it is not there; without one the index is held in memory. */
        public Builder folder(Path given) {
            folder = Optional.of(given);
            return this;
        }

        /** Makes the retriever. Nothing is read before the first question. */
        public IndexedContextRetriever build() {
            return new IndexedContextRetriever(this);
        }
    }
}
