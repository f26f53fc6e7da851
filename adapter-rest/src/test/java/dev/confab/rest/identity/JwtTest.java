package dev.confab.rest.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.confab.rest.log.LogSettings;
import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.LogCapture;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.SteeredModel;
import dev.confab.rest.testing.TestServer;
import dev.confab.rest.testing.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Tokens of an identity provider, and those of people who are none. */
class JwtTest {

    private static final String MESSAGE = "{\"message\": \"hi\"}";

    private static IdentityProvider provider;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        provider = new IdentityProvider();
        server = TestServer.start(provider.settings());
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
    }

    private static int status(TestServer of, String token) throws IOException {
        return of.get("/documents", Tokens.header(token)).status();
    }

    @Test
    void token_ofTheProvider_isItsUsers() throws Exception {
        server.standIns.model.reply("Fine.");
        String ada = provider.sign(provider.claims("ada"));
        String run = server.chat(MESSAGE, Tokens.header(ada)).json().at("run_id").text();

        assertEquals(200,
                server.get("/runs/" + run, Tokens.header(provider.signWithCurve(provider.claims("ada")))).status());
        assertEquals(404, server.get("/runs/" + run, Tokens.header(provider.sign(provider.claims("bob")))).status());
        assertEquals(200, status(server,
                provider.sign(provider.claims("ada").audience(List.of("other", IdentityProvider.AUDIENCE)))));
        assertEquals(200, status(server, IdentityProvider.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa")
                .type(new JOSEObjectType("at+jwt"))
                .build(), new RSASSASigner(provider.rsa), provider.claims("ada"))));
    }

    @Test
    void scope_forReading_letsRead() throws Exception {
        for (JWTClaimsSet.Builder reader : List.of(provider.claims("ada").claim("scope", "openid confab:read-only"),
                provider.claims("ada").claim("scp", List.of("confab:read-only")))) {
            String token = provider.sign(reader);
            assertEquals(200, status(server, token));
            assertEquals(403, server.chat(MESSAGE, Tokens.header(token)).status());
        }
    }

    /** Each is right but for one thing. */
    private static Map<String, String> forgeries() throws Exception {
        RSAKey own = new RSAKeyGenerator(2_048).keyID("rsa").generate();
        String good = provider.sign(provider.claims("eve"));
        byte[] publicKey = provider.rsa.toRSAPublicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(publicKey)
                + "\n-----END PUBLIC KEY-----\n";
        var all = new LinkedHashMap<String, String>();
        all.put("none", new PlainJWT(provider.claims("eve").build()).serialize());
        all.put("none behind a signature's dot",
                encoded("{\"alg\":\"none\",\"kid\":\"rsa\"}") + good.substring(good.indexOf('.')));
        all.put("hmac with the public key", hmac(publicKey));
        all.put("hmac with the public key as text", hmac(pem.getBytes(StandardCharsets.US_ASCII)));
        all.put("hmac with the modulus", hmac(provider.rsa.getModulus().decode()));
        all.put("own key under the provider's name", rsa(own, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa")));
        all.put("own key that it brings along",
                rsa(own, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa").jwk(own.toPublicJWK())));
        all.put("own key that it says where to find", rsa(own, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("mine")
                .jwkURL(URI.create(provider.issuer() + "/evil"))));
        all.put("another hash", rsa(provider.rsa, new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("rsa")));
        all.put("another padding", rsa(provider.rsa, new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("rsa")));
        all.put("another type", rsa(provider.rsa, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa")
                .type(new JOSEObjectType("logout+jwt"))));
        all.put("unknown key", rsa(provider.rsa, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("unknown")));
        all.put("changed", good.substring(0, good.indexOf('.') + 1) + encoded(provider.claims("ada").build().toString())
                + good.substring(good.lastIndexOf('.')));
        all.put("without signature", good.substring(0, good.lastIndexOf('.') + 1));
        all.put("wrong issuer", provider.sign(provider.claims("eve").issuer(provider.issuer() + "/")));
        all.put("no issuer", provider.sign(provider.claims("eve").issuer(null)));
        all.put("wrong audience", provider.sign(provider.claims("eve").audience("another service")));
        all.put("no audience", provider.sign(provider.claims("eve").audience((String) null)));
        all.put("expired", provider.sign(provider.claims("eve").expirationTime(IdentityProvider.in(-60))));
        all.put("never expiring", provider.sign(provider.claims("eve").expirationTime(null)));
        all.put("not yet valid", provider.sign(provider.claims("eve").notBeforeTime(IdentityProvider.in(60))));
        all.put("nobody's", provider.sign(provider.claims("eve").subject(null)));
        all.put("everybody's", provider.sign(provider.claims("*")));
        all.put("this machine's", provider.sign(provider.claims("local")));
        all.put("blank", provider.sign(provider.claims(" ")));
        all.put("of a user with too long a name", provider.sign(provider.claims("x".repeat(201))));
        all.put("nonsense", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA");
        all.put("dots", "ey..");
        return all;
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String hmac(byte[] secret) throws Exception {
        return IdentityProvider.sign(JWSAlgorithm.HS256, "rsa", new MACSigner(secret), provider.claims("eve"));
    }

    private static String rsa(RSAKey key, JWSHeader.Builder header) throws Exception {
        return IdentityProvider.sign(header.build(), new RSASSASigner(key), provider.claims("eve"));
    }

    @Test
    void token_thatIsForged_isRefused() throws Exception {
        int before = server.standIns.store.opened();
        var taken = new ArrayList<String>();
        for (Map.Entry<String, String> forgery : forgeries().entrySet()) {
            RawClient.Response told = server.chat(MESSAGE, Tokens.header(forgery.getValue()));
            if (told.status() != 401 || !told.json().at("code").text().equals("unauthorized")) {
                taken.add(forgery.getKey() + ": " + told.status());
            }
        }
        assertEquals(List.of(), taken);
        assertEquals(before, server.standIns.store.opened());
    }

    @Test
    void clocks_thatDifferALittle_doNotMatter() throws Exception {
        assertEquals(200, status(server, provider.sign(provider.claims("ada").notBeforeTime(IdentityProvider.in(10)))));
        assertEquals(200,
                status(server, provider.sign(provider.claims("ada").expirationTime(IdentityProvider.in(-10)))));
    }

    @Test
    void keys_areFetchedSeldomHoweverManyUnknownOnesAreNamed() throws Exception {
        try (var own = new IdentityProvider(); TestServer users = TestServer.start(own.settings())) {
            for (int call = 0; call < 10; call++) {
                assertEquals(200, status(users, own.sign(own.claims("ada"))));
            }
            assertEquals(1, own.asked.get());
            for (int call = 0; call < 20; call++) {
                assertEquals(401, status(users,
                        IdentityProvider.sign(JWSAlgorithm.RS256, "unknown-" + call, new RSASSASigner(own.rsa),
                                own.claims("eve"))));
            }

            assertTrue(own.asked.get() <= 4, () -> own.asked + " times");
            assertEquals(200, status(users, own.sign(own.claims("ada"))));
        }
    }

    @Test
    void key_thatIsNew_isFoundWithoutAStart() throws Exception {
        try (var own = new IdentityProvider(); TestServer users = TestServer.start(own.settings())) {
            assertEquals(200, status(users, own.sign(own.claims("ada"))));
            RSAKey next = new RSAKeyGenerator(2_048).keyID("next").generate();
            own.published.add(next);

            assertEquals(200,
                    status(users, IdentityProvider.sign(JWSAlgorithm.RS256, "next", new RSASSASigner(next),
                            own.claims("ada"))));
        }
    }

    @Test
    void provider_thatIsAway_is503AndNotARefusal() throws Exception {
        try (var own = new IdentityProvider(); TestServer users = TestServer.start(own.settings())) {
            own.away = true;
            for (int call = 0; call < 5; call++) {
                RawClient.Response told = users.get("/documents", Tokens.header(own.sign(own.claims("ada"))));

                assertEquals(503, told.status());
                assertEquals("identity_unavailable", told.json().at("code").text());
                assertNotNull(told.header("retry-after"));
            }
            assertEquals(200, users.get("/health").status());
        }
    }

    @Test
    void keys_mayBeElsewhereThanTheIssuerSays() throws Exception {
        Map<String, Object> settings = provider.settings();
        settings.putAll(
                Map.of("jwt.issuer", "our-issuer", "jwt.jwks.url", provider.issuer() + "/keys", "jwt.owner.claim",
                        "email", "jwt.read.only.scope", "viewer"));
        try (TestServer users = TestServer.start(settings)) {
            users.standIns.model.reply("Fine.");
            JWTClaimsSet.Builder claims = provider.claims("ada").issuer("our-issuer");
            assertEquals(401, status(users, provider.sign(claims)));
            claims.claim("email", "ada@example.org");
            assertEquals(200, users.chat(MESSAGE, Tokens.header(provider.sign(claims))).status());
            assertEquals(403,
                    users.chat(MESSAGE, Tokens.header(provider.sign(claims.claim("scope", "viewer")))).status());
        }
    }

    @Test
    void stream_isCutWhenItsTokenIsOver() throws Exception {
        var model = new SteeredModel();
        try (TestServer users = TestServer.start(model, builder -> builder.properties(provider.settings()))) {
            String token = provider.sign(provider.claims("ada").expirationTime(IdentityProvider.in(2)));
            try (EventClient stream = EventClient.chat(users, MESSAGE, Tokens.header(token))) {
                model.next().say("Hello");
                assertEquals("run", next(stream).name());
                assertEquals("Hello", next(stream).content());

                assertThrows(IOException.class, stream::next);
            }
        }
    }

    private static EventClient.Event next(EventClient stream) throws IOException {
        EventClient.Event event = stream.next();
        assertNotNull(event);
        return event;
    }

    @Test
    void log_showsNoToken() throws Exception {
        String token = provider.sign(provider.claims("ada-s3cr3t"));
        try (LogCapture log = LogCapture.begin(new LogSettings(Level.TRACE, LogSettings.Format.JSON))) {
            status(server, token);
            status(server, token.substring(0, token.length() - 8) + "AAAAAAAA");

            String written = log.textWith("provider_token_not_good");
            assertFalse(written.contains(token.substring(0, token.indexOf('.'))));
            assertFalse(written.contains("ada-s3cr3t"));
        }
    }
}
