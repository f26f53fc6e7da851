package dev.confab.application.identity;

import dev.confab.application.memory.InMemoryTokenStore;
import dev.confab.domain.Owner;
import dev.confab.domain.account.Erased;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.ApiToken;
import dev.confab.domain.identity.BearerToken;
import dev.confab.domain.identity.NewToken;
import dev.confab.domain.identity.StoredToken;
import dev.confab.domain.identity.TokenId;
import dev.confab.domain.identity.TokenKey;
import dev.confab.domain.identity.TokenStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store that counts what it is asked, and that can be held up or broken. */
final class CountingTokens implements TokenStore {

    static final TokenKey KEY = TokenKey.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    final AtomicInteger asked = new AtomicInteger();
    final Semaphore answers = new Semaphore(1_000_000);
    volatile @Nullable RuntimeException fault;
    private final InMemoryTokenStore tokens = new InMemoryTokenStore(InstantSource.system());

    BearerToken make(Access access, Optional<Instant> expiresAt, TokenKey key) {
        byte[] secret = new byte[BearerToken.SECRET_BYTES];
        secret[0] = (byte) asked.get();
        BearerToken bearer = BearerToken.of(new TokenId(UUID.randomUUID()), secret);
        tokens.add(new NewToken(bearer.id(), new Owner("ada"), access, "", expiresAt, key.proofOf(bearer)));
        return bearer;
    }

    BearerToken make() {
        return make(Access.FULL, Optional.empty(), KEY);
    }

    @Override
    public List<StoredToken> find(Set<TokenId> ids) {
        asked.incrementAndGet();
        answers.acquireUninterruptibly();
        RuntimeException broken = fault;
        if (broken != null) {
            throw broken;
        }
        return tokens.find(ids);
    }

    @Override
    public ApiToken add(NewToken token) {
        return tokens.add(token);
    }

    @Override
    public List<ApiToken> list() {
        return tokens.list();
    }

    @Override
    public boolean revoke(TokenId id) {
        return tokens.revoke(id);
    }

    @Override
    public Erased erase(Owner owner) {
        return tokens.erase(owner);
    }

    @Override
    public boolean isEmpty() {
        return tokens.isEmpty();
    }
}
