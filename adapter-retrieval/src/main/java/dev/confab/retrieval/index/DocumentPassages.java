package dev.confab.retrieval.index;

import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.retrieval.IndexedPassage;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.retrieval.language.Language;
import dev.confab.retrieval.language.LanguageGuess;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.lucene.index.IndexableField;

/** The passages of a change as an index takes them, read from the store page by page. */
final class DocumentPassages implements Iterator<Iterable<? extends IndexableField>> {

    private static final int PAGE = 500;
    /** So many passages tell which language the document is in. */
    private static final int TELLING = 12;

    private final PassageChange change;
    private final Optional<VectorSpace> space;
    private final PassageStore store;
    private List<IndexedPassage> page;
    private final Language language;
    private int from;
    private int at;
    private boolean complete = true;

    DocumentPassages(PassageChange change, Optional<VectorSpace> space, PassageStore store) {
        this.change = change;
        this.space = space;
        this.store = store;
        this.page = store.read(change, space, 0, PAGE);
        this.complete = !page.isEmpty();
        this.language = LanguageGuess.of(page.stream()
                .limit(TELLING)
                .map(indexed -> indexed.passage().text().value())
                .collect(Collectors.joining("\n"))).language();
    }

    /** Whether it is sure that the store gave all of them: one that is replaced meanwhile just ends. */
    boolean wereComplete() {
        return complete;
    }

    @Override
    public boolean hasNext() {
        if (at == page.size() && page.size() == PAGE) {
            from += PAGE;
            page = store.read(change, space, from, PAGE);
            at = 0;
            complete = !page.isEmpty();
        }
        return at < page.size();
    }

    @Override
    public Iterable<? extends IndexableField> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        IndexedPassage indexed = page.get(at++);
        return PassageFields.of(change, indexed, language(indexed.passage().text()));
    }

    /** A passage may be in another language than its document, but a short one hardly ever says so. */
    private Language language(PlainText text) {
        LanguageGuess guess = LanguageGuess.of(text.value());
        return guess.certain() && text.length() > 200 ? guess.language() : language;
    }
}
