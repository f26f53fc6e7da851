package dev.confab.rest.config;

import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How users are told from each other.
 *
 * @param demanded whether every caller must be known even though nothing else says so
 * @param devToken a token for development, which speaks for the user of this machine
 * @param jwt      whose tokens are taken beside our own
 * @param secret   what our own tokens are hashed with; without it, what a file in the folder says
 * @param home     that folder
 */
public record IdentitySettings(boolean demanded, Optional<String> devToken, Optional<Jwt> jwt, Optional<String> secret,
        Path home) {

    private static final String AUTH = "AUTH";
    private static final String DEV_TOKEN = "DEV_TOKEN";
    private static final String TOKEN_SECRET = "TOKEN_SECRET";
    private static final String ISSUER = "JWT_ISSUER";
    private static final String AUDIENCE = "JWT_AUDIENCE";
    private static final String JWKS = "JWT_JWKS_URL";
    private static final String OWNER_CLAIM = "JWT_OWNER_CLAIM";
    private static final String READ_ONLY_SCOPE = "JWT_READ_ONLY_SCOPE";

    /** What can follow {@code Bearer} in a header (RFC 6750). */
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]{1,512}=*");
    private static final Pattern WORD = Pattern.compile("[\\x21-\\x7e&&[^\"\\\\]]{1,200}");
    private static final int LEAST_SECRET = 32;
    private static final int LEAST_EXPOSED = 16;

    /**
     * An identity provider.
     *
     * @param issuer        what its tokens say of where they are from, letter for letter
     * @param audience      what they say of whom they are for
     * @param keys          where its public keys are; without it the issuer's own description tells
     * @param ownerClaim    the claim that names the user
     * @param readOnlyScope the scope that lets its bearer read only
     */
    public record Jwt(String issuer, String audience, Optional<URI> keys, String ownerClaim, String readOnlyScope) {}

    /**
     * Reads the settings.
     *
     * @throws ConfigurationException if one is wrong
     */
    public static IdentitySettings from(Keys keys) {
        return new IdentitySettings(demanded(keys), devToken(keys), jwt(keys), secret(keys), home(keys));
    }

    private static boolean demanded(Keys keys) {
        Optional<String> auth = keys.text(AUTH);
        if (auth.isPresent() && !auth.get().toLowerCase(Locale.ROOT).equals("on")) {
            throw Keys.wrong(AUTH, "must be on, or not be set: then callers need tokens once there are any");
        }
        return auth.isPresent();
    }

    private static Optional<String> devToken(Keys keys) {
        Optional<String> token = keys.text(DEV_TOKEN);
        if (token.isPresent() && !BEARER.matcher(token.get()).matches()) {
            throw Keys.wrong(DEV_TOKEN, "must consist of letters, digits and . _ ~ + / - as tokens in a header do");
        }
        return token;
    }

    /**
     * Checks that a server may be heard by others than this machine.
     *
     * @throws ConfigurationException if the token for development is easily guessed
     */
    public void requireFitForOthers() {
        if (devToken.isPresent() && devToken.get().length() < LEAST_EXPOSED) {
            throw Keys.wrong(DEV_TOKEN, "must have at least " + LEAST_EXPOSED
                    + " characters where others than this machine can try them");
        }
    }

    private static Optional<String> secret(Keys keys) {
        Optional<String> secret = keys.text(TOKEN_SECRET);
        if (secret.isPresent() && secret.get().getBytes(StandardCharsets.UTF_8).length < LEAST_SECRET) {
            throw Keys.wrong(TOKEN_SECRET, "must have at least " + LEAST_SECRET
                    + " characters that nobody can guess, like those of openssl rand -hex 32");
        }
        return secret;
    }

    private static Optional<Jwt> jwt(Keys keys) {
        Optional<String> issuer = keys.text(ISSUER);
        if (issuer.isEmpty()) {
            Stream.of(AUDIENCE, JWKS, OWNER_CLAIM, READ_ONLY_SCOPE)
                    .filter(key -> keys.text(key).isPresent())
                    .forEach(key -> {
                        throw Keys.wrong(key, "means nothing without " + ISSUER);
                    });
            return Optional.empty();
        }
        Optional<URI> location = keys.text(JWKS).map(text -> url(JWKS, text));
        if (location.isEmpty()) {
            url(ISSUER, issuer.get());
        }
        String audience = keys.text(AUDIENCE)
                .orElseThrow(() -> Keys.wrong(AUDIENCE,
                        "must be set with " + ISSUER + ": else tokens for other services would be taken here"));
        return Optional.of(new Jwt(issuer.get(), audience, location, word(keys, OWNER_CLAIM, "sub"),
                word(keys, READ_ONLY_SCOPE, "confab:read-only")));
    }

    private static String word(Keys keys, String key, String otherwise) {
        String word = keys.text(key).orElse(otherwise);
        if (!WORD.matcher(word).matches()) {
            throw Keys.wrong(key, "must be one word of at most 200 characters");
        }
        return word;
    }

    private static URI url(String key, String text) {
        try {
            var url = new URI(text);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("https") || scheme.equals("http")) && url.getHost() != null && url.getUserInfo() == null
                    && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException none) {
            throw Keys.wrong(key, "must be an address like https://login.example.org");
        }
        throw Keys.wrong(key, "must be an address like https://login.example.org");
    }

    private static Path home(Keys keys) {
        String own = System.getProperty("user.home");
        String text = keys.text("CONFAB_HOME").orElse("~/.confab");
        try {
            return text.equals("~") ? Path.of(own)
                    : text.startsWith("~/") ? Path.of(own, text.substring(2)) : Path.of(text);
        } catch (InvalidPathException wrong) {
            throw Keys.wrong("CONFAB_HOME", "must be a folder");
        }
    }

    /** Returns whether something is set that makes users known, whatever is stored. */
    public boolean namesUsers() {
        return demanded || devToken.isPresent() || jwt.isPresent();
    }

    /** Tells what is set, and nothing of what it is set to. */
    @Override
    public String toString() {
        return "IdentitySettings[demanded=" + demanded + ", devToken=" + devToken.isPresent() + ", jwt="
                + jwt.isPresent()
                + ", secret=" + secret.isPresent() + ']';
    }
}
