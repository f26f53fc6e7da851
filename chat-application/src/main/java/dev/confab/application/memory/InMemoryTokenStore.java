package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.account.Erased;
import dev.confab.domain.identity.ApiToken;
import dev.confab.domain.identity.NewToken;
import dev.confab.domain.identity.StoredToken;
import dev.confab.domain.identity.TokenId;
import dev.confab.domain.identity.TokenStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Keeps tokens as long as it exists itself. */
public final class InMemoryTokenStore implements TokenStore {

    private final InstantSource clock;
    private final Map<TokenId, StoredToken> tokens = new LinkedHashMap<>();
    private boolean known;

    /** Makes a store without tokens that takes its times from there. */
    public InMemoryTokenStore(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public synchronized ApiToken add(NewToken token) {
        var added = new ApiToken(token.id(), token.owner(), token.access(), token.label(), clock.instant(),
                token.expiresAt(), Optional.empty());
        if (tokens.putIfAbsent(token.id(), new StoredToken(added, token.proof())) != null) {
            throw new IllegalArgumentException("another token has this identity");
        }
        known = true;
        return added;
    }

    @Override
    public synchronized List<StoredToken> find(Set<TokenId> ids) {
        TokenStore.requireFew(ids);
        return ids.stream().flatMap(id -> Optional.ofNullable(tokens.get(id)).stream()).toList();
    }

    @Override
    public synchronized List<ApiToken> list() {
        return new ArrayList<>(tokens.values()).reversed().stream().map(StoredToken::token).limit(MOST).toList();
    }

    @Override
    public synchronized boolean revoke(TokenId id) {
        return tokens.computeIfPresent(id, (same, stored) -> revoked(stored)) != null;
    }

    private StoredToken revoked(StoredToken stored) {
        ApiToken token = stored.token();
        return new StoredToken(new ApiToken(token.id(), token.owner(), token.access(), token.label(),
                token.createdAt(), token.expiresAt(), token.revokedAt().or(() -> Optional.of(clock.instant()))),
                stored.proof());
    }

    @Override
    public synchronized Erased erase(Owner owner) {
        long before = tokens.size();
        tokens.values().removeIf(stored -> stored.token().owner().equals(owner));
        return new Erased(Map.of("tokens", before - tokens.size()), false);
    }

    @Override
    public synchronized boolean isEmpty() {
        return !known;
    }
}
