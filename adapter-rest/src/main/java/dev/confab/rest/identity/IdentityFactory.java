package dev.confab.rest.identity;

import dev.confab.application.identity.AdministerTokens;
import dev.confab.application.identity.AdmitCaller;
import dev.confab.application.identity.CallerWatch;
import dev.confab.application.memory.InMemoryTokenStore;
import dev.confab.domain.UuidV7Source;
import dev.confab.domain.identity.TokenStore;
import dev.confab.rest.config.IdentitySettings;
import dev.confab.rest.config.Keys;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** Reads how users are told from each other, and hands their tokens to the use cases. */
@Factory
final class IdentityFactory {

    @Singleton
    IdentitySettings identitySettings(Keys keys) {
        return IdentitySettings.from(keys);
    }

    /** A program that embeds this module may bring no store of tokens, and then has none of ours. */
    @Singleton
    @Requires(missingBeans = TokenStore.class)
    TokenStore tokenStore() {
        return new InMemoryTokenStore(Clock.systemUTC());
    }

    @Singleton
    Users users(IdentitySettings settings, TokenStore tokens) {
        return new Users(settings.namesUsers() || !tokens.isEmpty());
    }

    @Singleton
    TokenSecret tokenSecret(IdentitySettings settings) {
        return new TokenSecret(settings);
    }

    @Singleton
    AdmitCaller admitCaller(TokenStore tokens, TokenSecret secret) {
        return new AdmitCaller(tokens, secret, Clock.systemUTC());
    }

    @Singleton
    CallerWatch callerWatch(TokenStore tokens) {
        return new CallerWatch(tokens, Clock.systemUTC());
    }

    @Singleton
    AdministerTokens administerTokens(TokenStore tokens, TokenSecret secret) {
        var random = new SecureRandom();
        return new AdministerTokens(tokens, secret.get(), new UuidV7Source(Clock.systemUTC(), random), random);
    }

    @Singleton
    CallerFetcher callerFetcher(IdentitySettings settings, AdmitCaller admit, TokenSecret secret) {
        return new CallerFetcher(settings.devToken(), admit,
                settings.jwt().map(jwt -> JwtCheck.of(jwt, Clock.systemUTC())), new OtherKeyLog(secret));
    }
}
