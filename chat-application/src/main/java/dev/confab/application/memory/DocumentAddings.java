package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.document.DocumentAdding;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.VersionStatus;
import dev.confab.domain.ingestion.NewPassage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes what is given: as a new document, a new version, or as something that is known. */
final class DocumentAddings {

    private final DocumentShelf shelf;

    DocumentAddings(DocumentShelf shelf) {
        this.shelf = shelf;
    }

    DocumentAdding add(Owner owner, NewVersion given, Instant now) {
        Optional<StoredDocument> replaced = given.replaced().flatMap(id -> shelf.document(owner, id));
        if (given.replaced().isPresent() && (replaced.isEmpty() || replaced.get().isRemembered())) {
            return new DocumentAdding.NothingToReplace();
        }
        Optional<StoredDocument> known = known(owner, given, replaced);
        if (known.isPresent()) {
            StoredVersion latest = known.get().latest();
            if (latest.status() == VersionStatus.FAILED) {
                latest.tryAnew(now);
                shelf.add(latest);
            }
            return new DocumentAdding.Known(known.get().document());
        }
        shelf.requireContent(owner, given);
        StoredDocument document = replaced.orElseGet(() -> shelf.begin(owner, given, now));
        StoredVersion version = document.add(given, now);
        shelf.add(version);
        if (given.source() instanceof NewVersion.Source.Chunks chunks) {
            List<Passage> passages = chunks.passages();
            for (int at = 0; at < passages.size(); at++) {
                Passage chunk = passages.get(at);
                shelf.save(version, chunk.id(),
                        new NewPassage(at, chunk.span(), chunk.text(), chunk.headings(), chunk.pages()));
            }
        }
        return new DocumentAdding.Added(document.document());
    }

    private Optional<StoredDocument> known(Owner owner, NewVersion given, Optional<StoredDocument> replaced) {
        if (replaced.isPresent()) {
            return replaced.filter(document -> document.latest().digest().equals(given.digest()));
        }
        if (given.remembered().isPresent()) {
            return shelf.document(owner, given.document());
        }
        return shelf.documents(owner)
                .filter(document -> !document.isRemembered() && document.latest().digest().equals(given.digest()))
                .findFirst();
    }
}
