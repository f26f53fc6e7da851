package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.ReplicaId;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.Publishing;
import dev.confab.domain.ingestion.Unembedded;
import dev.confab.domain.run.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who works on which version, and how it becomes searchable. Guarded by the lock of its store. */
final class IngestionSteps {

    private static final DocumentFailure GIVEN_UP = new DocumentFailure(IngestionStore.GIVEN_UP,
            "Working on it was begun " + IngestionStore.MAX_ATTEMPTS + " times and never finished.");

    private record SpaceHold(ReplicaId replica, Instant until) {}

    private final DocumentShelf shelf;
    private @Nullable SpaceHold spaceHold;

    IngestionSteps(DocumentShelf shelf) {
        this.shelf = shelf;
    }

    Optional<IngestionTask> claim(Hold hold, Instant now) {
        while (true) {
            Optional<StoredVersion> next = shelf.unfinished()
                    .stream()
                    .filter(version -> !version.due().isAfter(now))
                    .min(Comparator.comparing(StoredVersion::due));
            if (next.isEmpty() || !next.get().wasBegunTooOften()) {
                return next.map(version -> version.claim(hold.lease(), now));
            }
            fail(next.get(), GIVEN_UP, now);
        }
    }

    Optional<Duration> untilNext(Instant now) {
        return shelf.unfinished()
                .stream()
                .map(StoredVersion::due)
                .min(Comparator.naturalOrder())
                .map(due -> due.isBefore(now) ? Duration.ZERO : Duration.between(now, due));
    }

    boolean held(Owner owner, IngestionTask.Key key, Consumer<StoredVersion> step) {
        Optional<StoredVersion> version = version(owner, key);
        version.ifPresent(step);
        return version.isPresent();
    }

    boolean held(Owner owner, IngestionTask.Key key, Hold hold, Instant now, Consumer<StoredVersion> step) {
        return held(owner, key, version -> {
            step.accept(version);
            version.extend(hold.lease(), now);
        });
    }

    private Optional<StoredVersion> version(Owner owner, IngestionTask.Key key) {
        return shelf.document(owner, key.document())
                .flatMap(document -> document.version(key.version()))
                .filter(version -> version.isHeldBy(key));
    }

    List<Unembedded> unembedded(Owner owner, IngestionTask.Key key, VectorSpace space, int limit) {
        return version(owner, key).stream().flatMap(version -> lacking(version, space)).limit(limit).toList();
    }

    private static Stream<Unembedded> lacking(StoredVersion version, VectorSpace space) {
        return version.passages()
                .values()
                .stream()
                .filter(passage -> passage.lacks(space))
                .map(StoredPassage::unembedded);
    }

    void embed(StoredVersion version, VectorSpace space, Map<PassageId, Vector> vectors) {
        vectors.forEach((id, vector) -> shelf.passage(id)
                .filter(passage -> passage.version() == version)
                .ifPresent(passage -> passage.embed(space, vector)));
    }

    void fail(StoredVersion version, DocumentFailure why, Instant now) {
        version.end(Optional.of(why), now);
        shelf.end(version);
    }

    Publishing publish(Owner owner, IngestionTask.Key key, Optional<VectorSpace> space, Instant now) {
        Optional<StoredVersion> held = version(owner, key);
        if (held.isEmpty()) {
            return Publishing.LOST;
        }
        StoredVersion version = held.get();
        version.end(Optional.empty(), now);
        shelf.end(version);
        if (version.document().searchable().filter(found -> found.number() > version.number()).isPresent()) {
            return Publishing.SUPERSEDED;
        }
        shelf.publish(version);
        if (space.isPresent() && shelf.space().isEmpty()) {
            shelf.use(space.get());
        }
        return Publishing.PUBLISHED;
    }

    List<Unembedded> claimSpace(Hold hold, VectorSpace space, int limit, Instant now) {
        SpaceHold other = spaceHold;
        if (other != null && !other.replica().equals(hold.replica()) && other.until().isAfter(now)) {
            return List.of();
        }
        List<Unembedded> lacking = shelf.searchable()
                .flatMap(document -> document.searchable().stream())
                .flatMap(version -> lacking(version, space))
                .limit(limit)
                .toList();
        spaceHold = lacking.isEmpty() ? null : new SpaceHold(hold.replica(), now.plus(hold.lease()));
        if (lacking.isEmpty() && !shelf.space().equals(Optional.of(space))) {
            shelf.use(space);
        }
        return lacking;
    }

    void saveSpace(Hold hold, VectorSpace space, Map<PassageId, Vector> vectors, Instant now) {
        Set<StoredVersion> grown = new LinkedHashSet<>();
        vectors.forEach((id, vector) -> shelf.passage(id)
                .filter(passage -> passage.isSearchable() && passage.lacks(space))
                .ifPresent(passage -> {
                    passage.embed(space, vector);
                    grown.add(passage.version());
                }));
        if (shelf.space().equals(Optional.of(space))) {
            grown.stream().filter(version -> lacking(version, space).findAny().isEmpty()).forEach(shelf::publish);
        }
        SpaceHold mine = spaceHold;
        if (mine != null && mine.replica().equals(hold.replica())) {
            spaceHold = new SpaceHold(hold.replica(), now.plus(hold.lease()));
        }
    }
}
