package dev.confab.application.memory;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.NewPassage;
import dev.confab.domain.retrieval.PassageChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where documents, contents and passages are found again, and what changed when. Guarded by the lock of its store. */
final class DocumentShelf {

    private static final Duration UNREFERENCED = Duration.ofHours(1);
    private static final Duration DELETIONS_KNOWN = Duration.ofDays(1);

    private record ContentKey(Owner owner, ContentId id) {}

    private record Deletion(PassageChange change, Instant at) {}

    /** The parts of one content. */
    private static final class Content {

        private final TreeMap<Integer, byte[]> parts = new TreeMap<>();
        private Instant lastPut = Instant.MIN;
        private boolean referenced;

        long bytes() {
            return parts.values().stream().mapToLong(part -> part.length).sum();
        }
    }

    private final Map<DocumentId, StoredDocument> documents = new LinkedHashMap<>();
    private final Map<ContentKey, Content> contents = new HashMap<>();
    private final Map<PassageId, StoredPassage> passages = new HashMap<>();
    private final Set<StoredVersion> unfinished = new LinkedHashSet<>();
    private final TreeMap<Long, Deletion> deletions = new TreeMap<>();
    private @Nullable VectorSpace space;
    private long spaceSince;
    private long latest;
    private long forgotten;

    void put(Owner owner, ContentId id, int part, byte[] bytes, Instant now) {
        contents.values().removeIf(old -> !old.referenced && old.lastPut.plus(UNREFERENCED).isBefore(now));
        Content content = contents.computeIfAbsent(new ContentKey(owner, id), key -> new Content());
        content.parts.put(part, bytes.clone());
        content.lastPut = now;
    }

    Optional<byte[]> part(Owner owner, ContentId id, int part) {
        return Optional.ofNullable(contents.get(new ContentKey(owner, id)))
                .flatMap(content -> Optional.ofNullable(content.parts.get(part)))
                .map(byte[]::clone);
    }

    /** Returns the documents of an owner, oldest first. */
    Stream<StoredDocument> documents(Owner owner) {
        return documents.values().stream().filter(document -> document.owner().equals(owner));
    }

    Optional<StoredDocument> document(Owner owner, DocumentId id) {
        return Optional.ofNullable(documents.get(id)).filter(document -> document.owner().equals(owner));
    }

    /** Returns what searches of anybody may find. */
    Stream<StoredDocument> searchable() {
        return documents.values().stream().filter(document -> document.searchable().isPresent());
    }

    Collection<StoredVersion> unfinished() {
        return unfinished;
    }

    Optional<StoredPassage> passage(PassageId id) {
        return Optional.ofNullable(passages.get(id));
    }

    StoredDocument begin(Owner owner, NewVersion first, Instant now) {
        var document = new StoredDocument(owner, first, now);
        if (documents.putIfAbsent(first.document(), document) != null) {
            throw new IllegalArgumentException("document " + first.document() + " exists");
        }
        return document;
    }

    void requireContent(Owner owner, NewVersion version) {
        if (version.source() instanceof NewVersion.Source.File file) {
            Content content = contents.get(new ContentKey(owner, file.content()));
            if (content == null || content.bytes() != file.bytes()) {
                throw new IllegalArgumentException("the parts of content " + file.content() + " are not all there");
            }
            content.referenced = true;
        }
    }

    void add(StoredVersion version) {
        unfinished.add(version);
    }

    void end(StoredVersion version) {
        unfinished.remove(version);
    }

    void save(StoredVersion version, PassageId id, NewPassage cut) {
        version.save(id, cut).ifPresent(old -> passages.remove(old.passage().id()));
        version.passages()
                .values()
                .stream()
                .filter(stored -> stored.passage().id().equals(id))
                .forEach(stored -> passages.put(id, stored));
    }

    void cutOff(StoredVersion version, int count) {
        var beyond = version.passages().tailMap(count);
        beyond.values().forEach(stored -> passages.remove(stored.passage().id()));
        beyond.clear();
    }

    void delete(StoredDocument document, Instant now) {
        documents.remove(document.id());
        for (StoredVersion version : document.versions()) {
            unfinished.remove(version);
            version.passages().values().forEach(stored -> passages.remove(stored.passage().id()));
            version.content().ifPresent(content -> contents.remove(new ContentKey(document.owner(), content)));
        }
        if (document.searchable().isPresent()) {
            var change = new PassageChange(++latest, document.owner(), document.id(), Optional.empty(),
                    Optional.empty());
            deletions.put(latest, new Deletion(change, now));
        }
        while (!deletions.isEmpty() && deletions.firstEntry().getValue().at().plus(DELETIONS_KNOWN).isBefore(now)) {
            forgotten = deletions.pollFirstEntry().getKey();
        }
    }

    long forget(Owner owner, int limit, Instant now) {
        List<StoredDocument> some = documents(owner).limit(limit).toList();
        some.forEach(document -> delete(document, now));
        if (some.isEmpty()) {
            contents.keySet().removeIf(key -> key.owner().equals(owner));
        }
        return some.size();
    }

    long forgetOlder(Instant time, int limit, Instant now) {
        List<StoredDocument> some = documents.values()
                .stream()
                .filter(document -> !document.owner().equals(Owner.EVERYONE)
                        && document.document().latest().createdAt().isBefore(time))
                .limit(limit)
                .toList();
        some.forEach(document -> delete(document, now));
        return some.size();
    }

    void publish(StoredVersion version) {
        version.document().publish(version, ++latest);
    }

    Optional<VectorSpace> space() {
        return Optional.ofNullable(space);
    }

    void use(VectorSpace other) {
        space = other;
        spaceSince = ++latest;
        searchable().flatMap(document -> document.searchable().stream())
                .forEach(version -> version.passages().values().forEach(stored -> stored.keep(other)));
    }

    long latest() {
        return latest;
    }

    /** Returns the position of the latest change of what this owner may see. */
    long latest(Owner owner) {
        long found = searchable().filter(document -> document.isVisibleTo(owner))
                .mapToLong(StoredDocument::position)
                .max()
                .orElse(0);
        long deleted = deletions.values()
                .stream()
                .map(Deletion::change)
                .filter(change -> change.owner().equals(owner) || change.owner().equals(Owner.EVERYONE))
                .mapToLong(PassageChange::position)
                .max()
                .orElse(0);
        return found == 0 ? 0 : Math.max(Math.max(found, deleted), spaceSince);
    }

    /** Returns the changes after a position, in order. */
    List<PassageChange> changes(long after) {
        var changes = new ArrayList<PassageChange>();
        searchable().map(StoredDocument::change).filter(change -> change.position() > after).forEach(changes::add);
        if (after > 0) {
            deletions.tailMap(after, false).values().forEach(deletion -> changes.add(deletion.change()));
        }
        changes.sort((one, other) -> Long.compare(one.position(), other.position()));
        return changes;
    }

    boolean knowsDeletionsAfter(long position) {
        return position == 0 || position >= forgotten;
    }
}
