package dev.confab.application.identity;

import dev.confab.domain.identity.StoredToken;
import dev.confab.domain.identity.TokenId;
import dev.confab.domain.identity.TokenStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Asks a store for tokens and remembers for a moment what it said, also that there is none. What is wanted while a question
 * is under way waits and is asked together: callers with tokens that somebody made up cost one connection, not all of them.
 */
final class TokenLookup {

    /** How long an answer is used, counted from when it was asked for. */
    static final Duration FRESH = Duration.ofMillis(500);

    private static final int MANY = 1_000;

    private final TokenStore store;
    private final LongSupplier nanos;
    private final Map<TokenId, Answer> answers = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TokenId, CompletableFuture<Optional<StoredToken>>> wanted = new LinkedHashMap<>();
    private boolean asking;

    TokenLookup(TokenStore store, LongSupplier nanos) {
        this.store = Objects.requireNonNull(store, "store");
        this.nanos = Objects.requireNonNull(nanos, "nanos");
    }

    private record Answer(long askedAt, Optional<StoredToken> token) {}

    /** Returns a token, later if it has to be asked for. What is done with it must not be done on the thread that brings it. */
    CompletableFuture<Optional<StoredToken>> find(TokenId id) {
        Answer answer = answers.get(id);
        if (answer != null && isFresh(answer)) {
            return CompletableFuture.completedFuture(answer.token());
        }
        lock.lock();
        try {
            CompletableFuture<Optional<StoredToken>> later = wanted.computeIfAbsent(id,
                    ignored -> new CompletableFuture<>());
            if (!asking) {
                asking = true;
                Thread.ofVirtual().name("confab-tokens").start(this::askAll);
            }
            return later;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFresh(Answer answer) {
        return nanos.getAsLong() - answer.askedAt() < FRESH.toNanos();
    }

    private void askAll() {
        for (var batch = next(); !batch.isEmpty(); batch = next()) {
            ask(batch);
        }
    }

    private Map<TokenId, CompletableFuture<Optional<StoredToken>>> next() {
        var batch = new HashMap<TokenId, CompletableFuture<Optional<StoredToken>>>();
        lock.lock();
        try {
            var from = wanted.entrySet().iterator();
            while (from.hasNext() && batch.size() < TokenStore.MOST) {
                var one = from.next();
                batch.put(one.getKey(), one.getValue());
                from.remove();
            }
            asking = !batch.isEmpty();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void ask(Map<TokenId, CompletableFuture<Optional<StoredToken>>> batch) {
        long askedAt = nanos.getAsLong();
        List<StoredToken> found;
        try {
            found = store.find(batch.keySet());
        } catch (RuntimeException | Error fault) {
            batch.values().forEach(later -> later.completeExceptionally(fault));
            return;
        }
        var tokens = new HashMap<TokenId, StoredToken>();
        found.forEach(each -> tokens.put(each.token().id(), each));
        forget();
        batch.forEach((id, later) -> {
            var answer = new Answer(askedAt, Optional.ofNullable(tokens.get(id)));
            answers.put(id, answer);
            later.complete(answer.token());
        });
    }

    private void forget() {
        if (answers.size() >= MANY) {
            answers.values().removeIf(answer -> !isFresh(answer));
        }
    }
}
