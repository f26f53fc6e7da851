package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.retrieval.IndexedPassage;
import dev.confab.domain.retrieval.NearestPassages;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageFeed;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds the nearest passages by comparing a question with each of them. Keeps nothing, reads everything each time. */
public final class InMemoryNearestPassages implements NearestPassages {

    private final PassageStore passages;

    public InMemoryNearestPassages(PassageStore passages) {
        this.passages = Objects.requireNonNull(passages, "passages");
    }

    @Override
    public List<Near> nearest(Owner owner, Scope scope, VectorSpace space, Vector question, int limit) {
        if (limit < 1 || limit > RetrievalQuery.MAX_LIMIT) {
            throw new IllegalArgumentException("a limit is 1 to " + RetrievalQuery.MAX_LIMIT);
        }
        var near = new ArrayList<Near>();
        PassageFeed feed = passages.follow(0, PassageStore.MAX_PAGE);
        while (!feed.changes().isEmpty() && feed.space().equals(Optional.of(space))) {
            feed.changes()
                    .stream()
                    .filter(change -> isIn(change, owner, scope))
                    .forEach(change -> compare(change, space, question, near));
            feed = passages.follow(feed.changes().getLast().position(), PassageStore.MAX_PAGE);
        }
        near.sort(Comparator.comparingDouble(Near::cosine).reversed());
        return List.copyOf(near.subList(0, Math.min(limit, near.size())));
    }

    private static boolean isIn(PassageChange change, Owner owner, Scope scope) {
        boolean visible = change.owner().equals(owner) || change.owner().equals(Owner.EVERYONE);
        return visible && change.version().isPresent() && change.remembered().isEmpty()
                && scope.includes(change.document());
    }

    private void compare(PassageChange change, VectorSpace space, Vector question, List<Near> near) {
        int from = 0;
        List<IndexedPassage> page;
        do {
            page = passages.read(change, Optional.of(space), from, PassageStore.MAX_PAGE);
            for (IndexedPassage indexed : page) {
                indexed.vector()
                        .ifPresent(vector -> near.add(new Near(indexed.passage().id(), vector.cosine(question))));
            }
            from += page.size();
        } while (page.size() == PassageStore.MAX_PAGE);
    }
}
