package dev.confab.rest.identity;

import dev.confab.application.identity.AdmitCaller;
import dev.confab.domain.Owner;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.BearerToken;
import dev.confab.domain.identity.Caller;
import dev.confab.domain.identity.TokenId;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.AuthenticationFetcher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Finds out who makes a request by its header {@code Authorization}: the token for development, one of ours, or one of an
 * identity provider. Tokens elsewhere, as in the query, are not looked at. What has not the form of a token costs nothing.
 */
final class CallerFetcher implements AuthenticationFetcher<HttpRequest<?>> {

    private static final String BEARER = "bearer ";
    private static final Authentication OF_THIS_MACHINE = new CallerAuthentication(
            new Caller(Owner.LOCAL, Access.FULL, Optional.empty(), Optional.empty()));

    private final byte @Nullable [] devToken;
    private final AdmitCaller admit;
    private final Optional<JwtCheck> jwt;
    private final OtherKeyLog otherKeys;
    private final Executor threads = task -> Thread.ofVirtual().name("confab-jwt").start(task);

    CallerFetcher(Optional<String> devToken, AdmitCaller admit, Optional<JwtCheck> jwt, OtherKeyLog otherKeys) {
        this.devToken = devToken.map(CallerFetcher::bytes).orElse(null);
        this.admit = admit;
        this.jwt = jwt;
        this.otherKeys = otherKeys;
    }

    @Override
    public Publisher<Authentication> fetchAuthentication(HttpRequest<?> request) {
        List<String> headers = request.getHeaders().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.size() != 1 || headers.getFirst().length() <= BEARER.length()
                || !headers.getFirst().substring(0, BEARER.length()).toLowerCase(Locale.ROOT).equals(BEARER)
                || AccessRule.isOpen(request)) {
            return Publishers.empty();
        }
        String token = headers.getFirst().substring(BEARER.length()).strip();
        if (devToken != null && MessageDigest.isEqual(devToken, bytes(token))) {
            return Publishers.just(OF_THIS_MACHINE);
        }
        Optional<BearerToken> own = BearerToken.parse(token);
        if (own.isPresent()) {
            return ofOurs(request, own.get());
        }
        return jwt.isPresent() && isJwt(token) ? ofProvider(request, jwt.get(), token) : Publishers.empty();
    }

    private Publisher<Authentication> ofOurs(HttpRequest<?> request, BearerToken token) {
        RequestFacts.of(request).token(token.id());
        CompletableFuture<AdmitCaller.Result> result = admit.admit(token).toCompletableFuture();
        if (result.isDone() && !result.isCompletedExceptionally()) {
            Authentication known = authentication(request, token.id(), result.join());
            return known == null ? Publishers.empty() : Publishers.just(known);
        }
        return later(result.thenApply(judged -> authentication(request, token.id(), judged)));
    }

    private @Nullable Authentication authentication(HttpRequest<?> request, TokenId id, AdmitCaller.Result result) {
        return switch (result) {
            case AdmitCaller.Result.Admitted admitted -> new CallerAuthentication(admitted.caller());
            case AdmitCaller.Result.Refused refused -> {
                RequestFacts.of(request).reason(refused.reason().name().toLowerCase(Locale.ROOT));
                refused.storedKey().ifPresent(key -> otherKeys.tell(id, key));
                yield null;
            }
        };
    }

    /** Its keys may have to be fetched: not on the thread that serves all connections. */
    private Publisher<Authentication> ofProvider(HttpRequest<?> request, JwtCheck provider, String token) {
        return later(CompletableFuture.supplyAsync(() -> {
            Optional<Caller> caller = provider.check(token);
            if (caller.isEmpty()) {
                RequestFacts.of(request).reason("provider_token_not_good");
            }
            return caller.map(CallerAuthentication::new).orElse(null);
        }, threads));
    }

    /** What is found out, nothing if that is nobody; a fault as it is, without a wrapping that hides which it is. */
    private static Publisher<Authentication> later(CompletionStage<? extends @Nullable Authentication> found) {
        var later = new CompletableFuture<@Nullable Authentication>();
        var unused = found.whenComplete((known, fault) -> {
            if (fault == null) {
                later.complete(known);
            } else {
                later.completeExceptionally(fault instanceof CompletionException && fault.getCause() != null
                        ? fault.getCause()
                        : fault);
            }
        });
        return Publishers.fromCompletableFuture(later);
    }

    private static boolean isJwt(String token) {
        return token.startsWith("ey") && token.chars().filter(c -> c == '.').count() == 2;
    }

    private static byte[] bytes(String token) {
        return token.getBytes(StandardCharsets.UTF_8);
    }
}
