package dev.confab.domain.document;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A retrievable piece of one version of a document. It never changes: a new version has passages of its own.
 *
 * @param id       which passage
 * @param document the document it is a piece of
 * @param version  the version of that document, from 1
 * @param title    what a person calls that document, not blank
 * @param text     the passage itself, letter for letter as it stands in that version's text; not blank
 * @param span     where it stands there; as long as {@code text}
 * @param headings the headings above it, outermost first
 * @param pages    the pages it stands on, in order, the first one at 0; empty for a document without pages
 */
public record Passage(PassageId id, DocumentId document, int version, PlainText title, PlainText text, TextSpan span,
        List<PlainText> headings, List<PageMark> pages) {

    public Passage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(span, "span");
        headings = List.copyOf(headings);
        pages = List.copyOf(pages);
        if (version < 1) {
            throw new IllegalArgumentException("versions count from 1");
        }
        if (title.isBlank() || text.isBlank()) {
            throw new IllegalArgumentException("a passage has a title and a text");
        }
        if (span.length() != text.length()) {
            throw new IllegalArgumentException("a passage is as long as its span");
        }
        for (int at = 0; at < pages.size(); at++) {
            int earlier = at == 0 ? -1 : pages.get(at - 1).at();
            boolean begins = at > 0 || pages.getFirst().at() == 0;
            if (!begins || pages.get(at).at() < earlier || pages.get(at).at() >= text.length()) {
                throw new IllegalArgumentException("pages are in order, and the first one begins with the passage");
            }
        }
    }

    /** Returns the passage that is the whole of a document's first version. */
    public static Passage whole(PassageId id, DocumentId document, PlainText title, PlainText text) {
        return new Passage(id, document, 1, title, text, new TextSpan(0, Math.max(1, text.length())), List.of(),
                List.of());
    }

    /** Returns the page that a place within the passage is on, if the document has pages. */
    public Optional<Integer> pageAt(int at) {
        return pages.reversed().stream().filter(mark -> mark.at() <= at).map(PageMark::page).findFirst();
    }
}
