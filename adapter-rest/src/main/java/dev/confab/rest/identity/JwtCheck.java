package dev.confab.rest.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import dev.confab.domain.Owner;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.Caller;
import dev.confab.rest.config.IdentitySettings;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises callers by the tokens of an identity provider. What a token says of itself is believed only after a key that
 * the provider publishes has proved it: which algorithms there are, and where keys come from, is never a token's to say.
 * Blocking.
 */
final class JwtCheck {

    private static final Logger LOG = LoggerFactory.getLogger(JwtCheck.class);

    /** Signatures with a public key only: nothing that whoever knows that key could make himself. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration KEPT_IN_AN_OUTAGE = Duration.ofHours(1);
    private static final Duration LEAST_BETWEEN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JWTProcessor<SecurityContext> processor;
    private final IdentitySettings.Jwt settings;
    private final ProviderKeys keys;

    private JwtCheck(IdentitySettings.Jwt settings, ProviderKeys keys, JWTProcessor<SecurityContext> processor) {
        this.settings = settings;
        this.keys = keys;
        this.processor = processor;
    }

    static JwtCheck of(IdentitySettings.Jwt settings, InstantSource clock) {
        var keys = new ProviderKeys(settings);
        JWKSource<SecurityContext> source = JWKSourceBuilder.create(keys)
                .cache(KEPT.toMillis(), PATIENCE.toMillis())
                .refreshAheadCache(false)
                .rateLimited(LEAST_BETWEEN.toMillis())
                .retrying(false)
                .outageTolerant(KEPT_IN_AN_OUTAGE.toMillis())
                .build();
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, source));
        processor.setJWTClaimsSetVerifier(claims(settings, clock));
        return new JwtCheck(settings, keys, processor);
    }

    private static DefaultJWTClaimsVerifier<SecurityContext> claims(IdentitySettings.Jwt settings,
            InstantSource clock) {
        // Sets that may be asked whether they contain null, as those of Set.of may not.
        var verifier = new DefaultJWTClaimsVerifier<>(new HashSet<>(Set.of(settings.audience())),
                new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
                new HashSet<>(List.of("exp", settings.ownerClaim())), new HashSet<>()) {
            @Override
            protected Date currentTime() {
                return Date.from(clock.instant());
            }
        };
        verifier.setMaxClockSkew((int) SKEW.toSeconds());
        return verifier;
    }

    /**
     * Returns who shows a token; empty if the token is not good.
     *
     * @throws ProblemException if that cannot be told, since the provider's keys cannot be had
     */
    Optional<Caller> check(String token) {
        try {
            return caller(processor.process(token, null));
        } catch (ParseException | BadJOSEException notGood) {
            return Optional.empty();
        } catch (KeySourceException unknown) {
            if (!keys.areAway()) {
                // They are there, and were asked for too often on account of keys that are not among them.
                return Optional.empty();
            }
            throw new ProblemException(Problem
                    .of(ProblemCode.IDENTITY_UNAVAILABLE, ProblemCode.IDENTITY_UNAVAILABLE.explanation())
                    .retryAfter(LEAST_BETWEEN));
        } catch (JOSEException | IllegalArgumentException notGood) {
            return Optional.empty();
        }
    }

    private Optional<Caller> caller(JWTClaimsSet claims) throws ParseException {
        Owner owner = new Owner(claims.getStringClaim(settings.ownerClaim()));
        if (owner.equals(Owner.LOCAL)) {
            LOG.warn("a user of the identity provider has the name of this machine's user and is not let in");
            return Optional.empty();
        }
        Access access = scopes(claims).contains(settings.readOnlyScope()) ? Access.READ_ONLY : Access.FULL;
        return Optional
                .of(new Caller(owner, access, Optional.empty(), Optional.of(claims.getExpirationTime().toInstant())));
    }

    /** A list of words in one text (RFC 8693), or as some providers write it. */
    private static Collection<?> scopes(JWTClaimsSet claims) {
        Object scope = claims.getClaim("scope") == null ? claims.getClaim("scp") : claims.getClaim("scope");
        return switch (scope) {
            case String words -> List.of(words.split(" ", -1));
            case Collection<?> words -> words;
            case null, default -> List.of();
        };
    }
}
