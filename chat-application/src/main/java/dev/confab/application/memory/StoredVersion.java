package dev.confab.application.memory;

import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.ContentDigest;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.VersionStatus;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.NewPassage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One version of a document as it is stored, and who works on it. Guarded by the lock of the store that has it. */
final class StoredVersion {

    private final StoredDocument document;
    private final int number;
    private final PlainText title;
    private final SourceKind kind;
    private final @Nullable ContentId content;
    private final long bytes;
    private final ContentDigest digest;
    private final Instant createdAt;
    private final TreeMap<Integer, PageText> pages = new TreeMap<>();
    private final TreeMap<Integer, StoredPassage> passages = new TreeMap<>();
    private Optional<Integer> total = Optional.empty();
    private IngestionTask.Progress progress = IngestionTask.Progress.STORED;
    private VersionStatus status = VersionStatus.PENDING;
    private Optional<DocumentFailure> failure = Optional.empty();
    private Optional<Instant> finishedAt = Optional.empty();
    private int attempt;
    private int counted;
    private boolean held;
    private Instant due;

    StoredVersion(StoredDocument document, int number, NewVersion given, Instant now) {
        this.document = document;
        this.number = number;
        this.title = given.title();
        this.digest = given.digest();
        this.createdAt = now;
        this.due = now;
        switch (given.source()) {
            case NewVersion.Source.File file -> {
                this.kind = file.kind();
                this.content = file.content();
                this.bytes = file.bytes();
            }
            case NewVersion.Source.Chunks chunks -> {
                this.kind = SourceKind.CHUNKS;
                this.content = null;
                this.bytes = chunks.pages().stream().mapToLong(page -> utf8(page.text())).sum();
                chunks.pages().forEach(page -> pages.put(page.number(), page));
                this.progress = IngestionTask.Progress.CUT;
            }
        }
    }

    private static long utf8(PlainText text) {
        return text.value().getBytes(StandardCharsets.UTF_8).length;
    }

    StoredDocument document() {
        return document;
    }

    int number() {
        return number;
    }

    PlainText title() {
        return title;
    }

    Optional<ContentId> content() {
        return Optional.ofNullable(content);
    }

    ContentDigest digest() {
        return digest;
    }

    VersionStatus status() {
        return status;
    }

    boolean isSearchable() {
        return document.searchable().filter(found -> found == this).isPresent();
    }

    Instant due() {
        return due;
    }

    List<PageText> pages(int from, int limit) {
        return pages.tailMap(from).values().stream().limit(limit).toList();
    }

    SortedMap<Integer, StoredPassage> passages() {
        return passages;
    }

    DocumentVersion version() {
        int embedded = (int) passages.values().stream().filter(StoredPassage::isEmbedded).count();
        return new DocumentVersion(number, kind, bytes, digest, status, pages.size(), total, passages.size(), embedded,
                failure, createdAt, finishedAt);
    }

    boolean isHeldBy(IngestionTask.Key key) {
        return held && key.attempt() == attempt;
    }

    boolean wasBegunTooOften() {
        return counted >= IngestionStore.MAX_ATTEMPTS;
    }

    IngestionTask claim(Duration lease, Instant now) {
        attempt++;
        counted++;
        status = VersionStatus.PROCESSING;
        extend(lease, now);
        return new IngestionTask(document.owner(), new IngestionTask.Key(document.id(), number, attempt), kind, title,
                bytes, progress);
    }

    void extend(Duration lease, Instant now) {
        held = true;
        due = now.plus(lease);
    }

    void giveBack(Instant when, boolean countsAttempt) {
        held = false;
        due = when;
        if (!countsAttempt) {
            counted--;
        }
    }

    void tryAnew(Instant now) {
        status = VersionStatus.PENDING;
        failure = Optional.empty();
        finishedAt = Optional.empty();
        counted = 0;
        due = now;
    }

    void end(Optional<DocumentFailure> why, Instant now) {
        held = false;
        status = why.isPresent() ? VersionStatus.FAILED : VersionStatus.READY;
        failure = why;
        finishedAt = Optional.of(now);
    }

    void save(List<PageText> read, Optional<Integer> all) {
        read.forEach(page -> pages.put(page.number(), page));
        total = all.isPresent() ? all : total;
    }

    void endReading(int count) {
        pages.tailMap(count, false).clear();
        progress = IngestionTask.Progress.READ;
    }

    /** Stores a passage; returns the one whose place it takes. */
    Optional<StoredPassage> save(PassageId id, NewPassage cut) {
        var passage = new Passage(id, document.id(), number, title, cut.text(), cut.span(), cut.headings(),
                cut.pages());
        return Optional.ofNullable(passages.put(cut.ordinal(), new StoredPassage(this, cut.ordinal(), passage)));
    }

    void endCutting() {
        progress = IngestionTask.Progress.CUT;
    }
}
