package dev.confab.rest.export;

import dev.confab.application.document.ReadDocuments;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.rest.document.StoredContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;

/** Documents: what is known of each, and all its versions as they were given. */
record DocumentsPart(Exports exports, ReadDocuments documents) implements ExportPart {

    private static final int PAGES = 50;

    @Override
    public Iterator<ExportEntry> entries(Owner owner) {
        return new Documents(owner);
    }

    private final class Documents implements Iterator<ExportEntry> {

        private final Owner owner;
        private final Deque<Document> some = new ArrayDeque<>();
        private final Deque<Supplier<ExportEntry>> files = new ArrayDeque<>();
        private Optional<DocumentId> before = Optional.empty();
        private boolean ended;

        Documents(Owner owner) {
            this.owner = owner;
        }

        @Override
        public boolean hasNext() {
            if (files.isEmpty() && some.isEmpty() && !ended) {
                List<Document> page = documents.list(owner, before, DocumentStore.MAX_PAGE);
                some.addAll(page);
                ended = page.size() < DocumentStore.MAX_PAGE;
                before = page.isEmpty() ? before : Optional.of(page.getLast().id());
            }
            if (files.isEmpty() && !some.isEmpty()) {
                addFiles(some.removeFirst());
            }
            return !files.isEmpty();
        }

        @Override
        public ExportEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all documents have been told");
            }
            return files.removeFirst().get();
        }

        private void addFiles(Document document) {
            String folder = "documents/" + document.id() + "/";
            var versions = new ArrayList<DocumentVersion>();
            for (int number = 1; number < document.latest().number(); number++) {
                documents.findVersion(owner, document.id(), number).ifPresent(versions::add);
            }
            versions.add(document.latest());
            files.add(() -> exports.entry(folder + "document.json", ExportedDocument.of(document, versions)));
            for (DocumentVersion version : versions) {
                files.add(() -> content(document.id(), version, folder));
            }
        }

        private ExportEntry content(DocumentId document, DocumentVersion version, String folder) {
            String path = folder + ExportedDocument.fileOf(version);
            return version.kind() == SourceKind.CHUNKS
                    ? new ExportEntry(path, new PieceStream(new Pages(owner, document, version.number())))
                    : new ExportEntry(path,
                            new StoredContent(documents, owner, document, version.number(), version.bytes()));
        }
    }

    /** The text of a version that somebody else cut: a page is a piece. */
    private final class Pages implements Iterator<byte[]> {

        private final Owner owner;
        private final DocumentId document;
        private final int version;
        private final Deque<PageText> some = new ArrayDeque<>();
        private int from = 1;

        Pages(Owner owner, DocumentId document, int version) {
            this.owner = owner;
            this.document = document;
            this.version = version;
        }

        @Override
        public boolean hasNext() {
            if (some.isEmpty() && from > 0) {
                List<PageText> page = documents.readPages(owner, document, version, from, PAGES);
                some.addAll(page);
                from = page.size() < PAGES ? 0 : page.getLast().number() + 1;
            }
            return !some.isEmpty();
        }

        @Override
        public byte[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all pages have been told");
            }
            return some.removeFirst().text().value().getBytes(StandardCharsets.UTF_8);
        }
    }
}
