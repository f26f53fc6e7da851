package dev.confab.rest.document;

import dev.confab.application.document.ReadDocuments;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.PageText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pages of a version with their places in its whole text, which is only known by reading those before. */
final class VersionText {

    /** How many pages are held at once. */
    private static final int AT_ONCE = 20;

    private final ReadDocuments documents;
    private final Owner owner;
    private final DocumentId document;
    private final int version;

    VersionText(ReadDocuments documents, Owner owner, DocumentId document, int version) {
        this.documents = documents;
        this.owner = owner;
        this.document = document;
        this.version = version;
    }

    /** Returns pages from a number on. */
    List<PageView> pages(int from, int limit) {
        List<PageView> wanted = new ArrayList<>();
        walk((page, at) -> {
            if (page.number() >= from) {
                wanted.add(PageView.of(document.toString(), version, at, page));
            }
            return wanted.size() < limit;
        });
        return wanted;
    }

    /** Returns the page that a place of the text is on. */
    Optional<PageView> at(int position) {
        List<PageView> found = new ArrayList<>();
        walk((page, at) -> {
            boolean here = position < at + page.text().length();
            if (here) {
                found.add(PageView.of(document.toString(), version, at, page));
            }
            return !here;
        });
        return found.stream().findFirst();
    }

    /** Somebody who is shown pages in their order. */
    private interface Visitor {
        /** Returns whether to go on. */
        boolean visit(PageText page, int at);
    }

    private void walk(Visitor visitor) {
        int at = 0;
        List<PageText> some = documents.readPages(owner, document, version, 1, AT_ONCE);
        while (!some.isEmpty()) {
            for (PageText page : some) {
                if (!visitor.visit(page, at)) {
                    return;
                }
                at += page.text().length();
            }
            some = some.size() < AT_ONCE ? List.of()
                    : documents.readPages(owner, document, version, some.getLast().number() + 1, AT_ONCE);
        }
    }
}
