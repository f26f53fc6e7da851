package dev.confab.rest.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.confab.rest.config.IdentitySettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the public keys of an identity provider, from where the operator said or from where the issuer's own description
 * (OpenID Connect Discovery) says. Nothing that a caller sends has a part in where that is. Redirects are not followed.
 */
final class ProviderKeys implements JWKSetSource<SecurityContext> {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderKeys.class);
    private static final String DESCRIPTION = ".well-known/openid-configuration";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LARGEST = 1024 * 1024;

    private final IdentitySettings.Jwt settings;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private volatile boolean away;

    ProviderKeys(IdentitySettings.Jwt settings) {
        this.settings = settings;
    }

    /** Returns whether they could not be had when they were last asked for. */
    boolean areAway() {
        return away;
    }

    @Override
    public JWKSet getJWKSet(@Nullable JWKSetCacheRefreshEvaluator evaluator, long now,
            @Nullable SecurityContext context)
            throws KeySourceException {
        try {
            JWKSet keys = JWKSet.parse(fetch(location()));
            away = false;
            return keys;
        } catch (IOException | ParseException | IllegalArgumentException failure) {
            away = true;
            LOG.atWarn()
                    .addKeyValue("fault", failure.getClass().getSimpleName())
                    .log("the keys of the identity provider could not be fetched");
            throw new JWKSetUnavailableException("the keys could not be fetched", failure);
        }
    }

    private URI location() throws IOException, ParseException {
        Optional<URI> known = settings.keys();
        if (known.isPresent()) {
            return known.get();
        }
        String issuer = settings.issuer();
        var description = URI.create(issuer.endsWith("/") ? issuer + DESCRIPTION : issuer + '/' + DESCRIPTION);
        Map<String, Object> told = JSONObjectUtils.parse(fetch(description));
        if (!issuer.equals(JSONObjectUtils.getString(told, "issuer"))) {
            throw new IOException("the description is of another issuer");
        }
        URI keys = JSONObjectUtils.getURI(told, "jwks_uri");
        if (keys == null || !String.valueOf(keys.getScheme()).equalsIgnoreCase(description.getScheme())) {
            throw new IOException("the description names no keys, or elsewhere than by its own scheme");
        }
        return keys;
    }

    private String fetch(URI from) throws IOException {
        var request = HttpRequest.newBuilder(from).timeout(PATIENCE).header("Accept", "application/json").build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(LARGEST);
                if (response.statusCode() != 200 || bytes.length == LARGEST) {
                    throw new IOException("status " + response.statusCode() + ", " + bytes.length + " bytes");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", asked);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
