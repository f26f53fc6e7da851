package dev.confab.application.memory;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.retrieval.PassageChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One document as it is stored, with its versions. Guarded by the lock of the store that has it. */
final class StoredDocument {

    private final Owner owner;
    private final DocumentId id;
    private final Optional<SessionId> remembered;
    private final Instant createdAt;
    private final List<StoredVersion> versions = new ArrayList<>();
    private @Nullable StoredVersion searchable;
    private long position;

    StoredDocument(Owner owner, NewVersion first, Instant now) {
        this.owner = owner;
        this.id = first.document();
        this.remembered = first.remembered();
        this.createdAt = now;
    }

    Owner owner() {
        return owner;
    }

    DocumentId id() {
        return id;
    }

    boolean isRemembered() {
        return remembered.isPresent();
    }

    StoredVersion add(NewVersion version, Instant now) {
        var added = new StoredVersion(this, versions.size() + 1, version, now);
        versions.add(added);
        return added;
    }

    List<StoredVersion> versions() {
        return versions;
    }

    StoredVersion latest() {
        return versions.getLast();
    }

    Optional<StoredVersion> version(int number) {
        return number < 1 || number > versions.size() ? Optional.empty() : Optional.of(versions.get(number - 1));
    }

    Optional<StoredVersion> searchable() {
        return Optional.ofNullable(searchable);
    }

    /** Where searches find it since; 0 if they do not. */
    long position() {
        return position;
    }

    void publish(StoredVersion version, long since) {
        searchable = version;
        position = since;
    }

    boolean isVisibleTo(Owner reader) {
        return owner.equals(reader) || owner.equals(Owner.EVERYONE);
    }

    PassageChange change() {
        return new PassageChange(position, owner, id, searchable().map(StoredVersion::number), remembered);
    }

    Document document() {
        return new Document(id, latest().title(), latest().version(), searchable().map(StoredVersion::number),
                remembered, createdAt);
    }
}
