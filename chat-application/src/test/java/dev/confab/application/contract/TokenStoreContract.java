package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.ApiToken;
import dev.confab.domain.identity.BearerToken;
import dev.confab.domain.identity.NewToken;
import dev.confab.domain.identity.StoredToken;
import dev.confab.domain.identity.TokenId;
import dev.confab.domain.identity.TokenKey;
import dev.confab.domain.identity.TokenStore;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a {@link TokenStore} promises. */
public abstract class TokenStoreContract {

    private static final TokenKey KEY = TokenKey.of(new byte[32]);
    private static final Owner ADA = new Owner("ada@example.org \uD83D\uDE80 O'Neill");

    /** Returns the store to be tested, with nothing in it. */
    protected abstract TokenStore store();

    private static NewToken token(Access access, String label, Optional<Instant> expiresAt) {
        var id = new TokenId(UUID.randomUUID());
        return new NewToken(id, ADA, access, label, expiresAt, KEY.proofOf(BearerToken.of(id, new byte[32])));
    }

    private static NewToken token() {
        return token(Access.FULL, "", Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    final void add_ofAToken_isFoundAsItIs(Access access) {
        TokenStore store = store();
        NewToken token = token(access, "Ada's phone, \"'\\ \uD83D\uDCF1",
                Optional.of(Instant.parse("2100-01-01T00:00:00.123456Z")));

        ApiToken added = store.add(token);

        assertEquals(new ApiToken(token.id(), ADA, access, token.label(), added.createdAt(), token.expiresAt(),
                Optional.empty()), added);
        assertEquals(List.of(new StoredToken(added, token.proof())), store.find(Set.of(token.id())));
    }

    @Test
    final void add_withoutAnEnd_hasNone() {
        TokenStore store = store();
        NewToken token = token();
        store.add(token);

        StoredToken found = store.find(Set.of(token.id())).getFirst();

        assertEquals(Optional.empty(), found.token().expiresAt());
        assertEquals("", found.token().label());
    }

    @Test
    final void add_ofTheSameIdentityTwice_isRefusedAndChangesNothing() {
        TokenStore store = store();
        NewToken token = token();
        ApiToken first = store.add(token);
        var other = new NewToken(token.id(), new Owner("eve"), Access.FULL, "", Optional.empty(), token.proof());

        assertThrows(RuntimeException.class, () -> store.add(other));

        assertEquals(List.of(new StoredToken(first, token.proof())), store.find(Set.of(token.id())));
    }

    @Test
    final void find_ofSeveral_findsThoseThatThereAre() {
        TokenStore store = store();
        NewToken one = token();
        NewToken two = token();
        store.add(one);
        store.add(two);
        store.add(token());

        List<StoredToken> found = store.find(Set.of(one.id(), two.id(), new TokenId(UUID.randomUUID())));

        assertEquals(Set.of(one.id(), two.id()),
                found.stream().map(each -> each.token().id()).collect(Collectors.toSet()));
        assertEquals(2, found.size());
        assertEquals(List.of(), store.find(Set.of()));
    }

    @Test
    final void find_ofTooMany_isRefused() {
        Set<TokenId> many = Stream.generate(() -> new TokenId(UUID.randomUUID()))
                .limit(TokenStore.MOST + 1L)
                .collect(Collectors.toSet());

        assertThrows(IllegalArgumentException.class, () -> store().find(many));
    }

    @Test
    final void list_isNewestFirst() {
        TokenStore store = store();
        List<TokenId> added = IntStream.range(0, 3).mapToObj(each -> store.add(token()).id()).toList();

        assertEquals(added.reversed(), store.list().stream().map(ApiToken::id).toList());
    }

    @Test
    final void revoke_ofAToken_holdsAsOfTheFirstTime() {
        TokenStore store = store();
        NewToken gone = token();
        NewToken stays = token();
        store.add(gone);
        store.add(stays);

        assertTrue(store.revoke(gone.id()));
        Optional<Instant> first = store.find(Set.of(gone.id())).getFirst().token().revokedAt();
        assertTrue(store.revoke(gone.id()));

        assertTrue(first.isPresent());
        assertEquals(first, store.find(Set.of(gone.id())).getFirst().token().revokedAt());
        assertEquals(Optional.empty(), store.find(Set.of(stays.id())).getFirst().token().revokedAt());
        assertTrue(store.list().stream().anyMatch(each -> each.id().equals(gone.id()) && each.revokedAt().isPresent()));
    }

    @Test
    final void revoke_ofNothing_saysSo() {
        assertFalse(store().revoke(new TokenId(UUID.randomUUID())));
    }

    @Test
    final void isEmpty_isTrueUntilTheFirstTokenAndNeverAgain() {
        TokenStore store = store();
        assertTrue(store.isEmpty());
        NewToken token = token();
        store.add(token);

        assertFalse(store.isEmpty());
        store.revoke(token.id());
        assertFalse(store.isEmpty());
    }

    @Test
    final void erase_ofAnOwner_leavesNoTokenOfHisAndAllOthers_andItIsKnownThatThereWasOne() {
        TokenStore store = store();
        NewToken gone = token();
        store.add(gone);
        assertEquals(Map.of("tokens", 1L), store.erase(gone.owner()).counts());

        assertEquals(List.of(), store.find(Set.of(gone.id())));
        assertEquals(List.of(), store.list());
        assertFalse(store.isEmpty());
        NewToken stays = token();
        store.add(stays);
        assertEquals(Map.of("tokens", 0L), store.erase(new Owner("somebody else")).counts());
        assertEquals(List.of(stays.id()), store.list().stream().map(ApiToken::id).toList());
    }

    @Test
    final void revoke_byManyAtOnce_holdsOnce() throws Exception {
        TokenStore store = store();
        NewToken token = token();
        store.add(token);
        Callable<Boolean> revoking = () -> store.revoke(token.id());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> revoked : threads.invokeAll(List.of(revoking, revoking, revoking, revoking))) {
                assertTrue(revoked.get());
            }
        }
        assertEquals(1, new HashSet<>(store.find(Set.of(token.id()))).size());
    }
}
