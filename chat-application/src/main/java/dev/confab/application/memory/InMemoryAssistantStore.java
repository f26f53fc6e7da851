package dev.confab.application.memory;

import dev.confab.domain.AssistantId;
import dev.confab.domain.Owner;
import dev.confab.domain.account.Erased;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantAdding;
import dev.confab.domain.assistant.AssistantChange;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.assistant.TurnTerms;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.AssistantRevision;
import dev.confab.domain.run.Persona;
import dev.confab.domain.session.SessionMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Keeps assistants in memory for as long as it lives. Each method is one step under one lock. */
public final class InMemoryAssistantStore implements AssistantStore, KnownAssistants {

    private static final Duration KEPT = Duration.ofDays(1);
    private static final Comparator<Place> OLDEST_FIRST = Comparator.comparing(Place::createdAt)
            .thenComparing(place -> place.assistant().toString());

    private record Key(Owner owner, AssistantId assistant) {}

    private record Replaced(Assistant assistant, Instant at) {}

    private final InstantSource clock;
    private final KnownDocuments documents;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Assistant> current = new HashMap<>();
    private final Map<Key, List<Replaced>> replaced = new HashMap<>();

    /**
     * @param clock     tells when things are stored
     * @param documents the documents that assistants may know
     */
    public InMemoryAssistantStore(InstantSource clock, KnownDocuments documents) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.documents = Objects.requireNonNull(documents, "documents");
    }

    @Override
    public AssistantAdding add(Owner owner, AssistantId assistant, AssistantDraft draft) {
        return locked(() -> {
            var key = new Key(owner, assistant);
            Assistant known = current.get(key);
            if (known != null) {
                return new AssistantAdding.Known(known);
            }
            if (namesNone(owner, draft.scope())) {
                return new AssistantAdding.NoSuchDocument();
            }
            Instant now = clock.instant();
            var added = new Assistant(assistant, draft, 1, now, now);
            current.put(key, added);
            return new AssistantAdding.Added(added);
        });
    }

    @Override
    public Optional<Assistant> find(Owner owner, AssistantId assistant) {
        return locked(() -> Optional.ofNullable(current.get(new Key(owner, assistant))));
    }

    @Override
    public Optional<Persona> persona(Owner owner, AssistantRevision revision) {
        return locked(() -> {
            var key = new Key(owner, revision.assistant());
            return Optional.ofNullable(current.get(key))
                    .map(now -> replaced.getOrDefault(key, List.of())
                            .stream()
                            .map(Replaced::assistant)
                            .filter(before -> before.revision() == revision.revision())
                            .findFirst()
                            .orElse(now)
                            .persona());
        });
    }

    @Override
    public List<Assistant> list(Owner owner, Optional<Place> before, int limit) {
        AssistantStore.requirePage(limit);
        return locked(() -> current.entrySet()
                .stream()
                .filter(entry -> entry.getKey().owner().equals(owner))
                .map(Map.Entry::getValue)
                .filter(assistant -> before.map(last -> OLDEST_FIRST.compare(Place.of(assistant), last) < 0)
                        .orElse(true))
                .sorted(Comparator.comparing(Place::of, OLDEST_FIRST).reversed())
                .limit(limit)
                .toList());
    }

    @Override
    public AssistantChange replace(Owner owner, AssistantId assistant, AssistantDraft draft, OptionalInt expected) {
        return locked(() -> {
            var key = new Key(owner, assistant);
            Assistant old = current.get(key);
            if (old == null) {
                return new AssistantChange.NoSuchAssistant();
            }
            if (expected.isPresent() && expected.getAsInt() != old.revision()) {
                return new AssistantChange.Stale(old);
            }
            if (old.draft().equals(draft)) {
                return new AssistantChange.Done(old);
            }
            if (!old.draft().scope().equals(draft.scope()) && namesNone(owner, draft.scope())) {
                return new AssistantChange.NoSuchDocument();
            }
            Instant now = clock.instant();
            var next = new Assistant(assistant, draft, old.revision() + 1, old.createdAt(), now);
            current.put(key, next);
            keep(replaced.computeIfAbsent(key, none -> new ArrayList<>()), new Replaced(old, now));
            return new AssistantChange.Done(next);
        });
    }

    private static void keep(List<Replaced> revisions, Replaced latest) {
        revisions.add(latest);
        revisions.removeIf(before -> before.at().plus(KEPT).isBefore(latest.at())
                || before.assistant().revision() <= latest.assistant().revision() - KEPT_REVISIONS);
    }

    @Override
    public Erased erase(Owner owner) {
        return locked(() -> {
            long before = current.size();
            current.keySet().removeIf(key -> key.owner().equals(owner));
            replaced.keySet().removeIf(key -> key.owner().equals(owner));
            return new Erased(Map.of("assistants", before - current.size()), false);
        });
    }

    @Override
    public AssistantChange delete(Owner owner, AssistantId assistant, OptionalInt expected) {
        return locked(() -> {
            var key = new Key(owner, assistant);
            Assistant old = current.get(key);
            if (old == null) {
                return new AssistantChange.NoSuchAssistant();
            }
            if (expected.isPresent() && expected.getAsInt() != old.revision()) {
                return new AssistantChange.Stale(old);
            }
            current.remove(key);
            replaced.remove(key);
            return new AssistantChange.Done(old);
        });
    }

    @Override
    public Terms terms(Owner owner, Optional<AssistantId> assistant, TurnTerms.Say turn) {
        return locked(() -> {
            Optional<Assistant> named = assistant.map(id -> new Key(owner, id)).map(current::get);
            if (namesNone(owner, turn.scope())) {
                return new Terms.NoSuchDocument();
            }
            if (assistant.isPresent() && named.isEmpty()) {
                return new Terms.NoSuchAssistant();
            }
            return new Terms.Known(
                    TurnTerms.of(turn, named, SessionMode.OPEN_CHAT, Scope.ALL, Optional.empty()),
                    documents.latest(owner));
        });
    }

    /** Whether one of these documents is none that the owner may see. */
    private boolean namesNone(Owner owner, Optional<Scope> scope) {
        return scope.flatMap(Scope::documents).filter(named -> !documents.exist(owner, named)).isPresent();
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
