package dev.confab.openai.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.EmbedderContract;
import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.LlmFault;
import dev.confab.openai.JtokkitTokenCounter;
import dev.confab.openai.provider.Behaviours;
import dev.confab.openai.provider.Served;
import dev.confab.openai.provider.Vectors;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiEmbedderTest extends EmbedderContract {

    private EmbedderFixture fixture = new EmbedderFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Override
    protected Embedder embedder() {
        return fixture.embedder;
    }

    private void with(String model, UnaryOperator<EmbeddingSettings> change) {
        fixture.close();
        fixture = new EmbedderFixture(model, change);
    }

    @Test
    void request_isWhatTheProtocolSays() {
        with("text-embedding-3-small", settings -> settings.withDimension(8));
        fixture.embedder.embed(EmbedderFixture.texts("one", "two \"quoted\" 🤖"));
        Served.Request request = fixture.provider.requests().getLast();

        assertEquals("/v1/embeddings", request.path());
        assertEquals("Bearer sk-secret", request.headers().get("authorization"));
        assertEquals("application/json", request.headers().get("content-type"));
        assertEquals(
                "{\"model\":\"text-embedding-3-small\",\"input\":[\"one\",\"two \\\"quoted\\\" 🤖\"],\"dimensions\":8}",
                request.body());
        assertEquals(new VectorSpace("text-embedding-3-small", 8), fixture.embedder.space());
    }

    @Test
    void space_isLearnedOnceAndOnlyWhenAsked() {
        assertEquals(0, fixture.provider.served());
        assertEquals(new VectorSpace("test-embedding", Vectors.DIMENSION), fixture.embedder.space());
        fixture.embedder.space();

        assertEquals(1, fixture.provider.served());
        with("text-embedding-3-large", settings -> settings);
        assertEquals(3_072, fixture.embedder.space().dimension());
        assertEquals(0, fixture.provider.served());
    }

    @Test
    void space_thatCannotBeLearned_isAFaultAndLearnedLater() {
        fixture.then(Behaviours.error(503, ""), Behaviours.error(503, ""));

        assertThrows(LlmFault.Unavailable.class, () -> fixture.embedder.space());
        assertEquals(Vectors.DIMENSION, fixture.embedder.space().dimension());
    }

    @Test
    void model_thatToldOneDimension_isNotBelievedAnother() {
        with("test-embedding", settings -> settings.withDimension(Vectors.DIMENSION + 1));

        LlmFault fault = assertThrows(LlmFault.ProtocolBroken.class,
                () -> fixture.embedder.embedQuestion(PlainText.of("x")));
        assertEquals("the model's vectors have 64 numbers and not 65", fault.getMessage());
        assertFalse(fixture.provider.requests().getLast().body().contains("dimensions"));
    }

    @Test
    void prefixes_ofAnAsymmetricModel_areSent() {
        with("intfloat/multilingual-e5-small", settings -> settings);
        fixture.embedder.embed(EmbedderFixture.texts("a"));
        assertTrue(fixture.provider.requests().getLast().body().contains("[\"passage: a\"]"));

        Vector question = fixture.embedder.embedQuestion(PlainText.of("a"));
        assertTrue(fixture.provider.requests().getLast().body().contains("[\"query: a\"]"));
        assertArrayEquals(Vectors.of("query: a", Vectors.DIMENSION), question.toArray(), 1e-6f);
        assertEquals("intfloat/multilingual-e5-small", fixture.embedder.space().model());

        with("intfloat/multilingual-e5-small", settings -> settings.withPrefixes("query: ", ""));
        assertTrue(fixture.embedder.space().model().startsWith("intfloat/multilingual-e5-small#"));
    }

    @Test
    void largeBatch_isSentInParts() {
        var large = PlainText.of("torque and force ".repeat(3_000));
        List<Vector> vectors = fixture.embedder.embed(Collections.nCopies(70, large));

        assertEquals(70, vectors.size());
        assertEquals(3, fixture.provider.served());
        assertEquals(1, vectors.getFirst().cosine(vectors.getLast()), 1e-6);
        fixture.embedder.embed(Collections.nCopies(96, PlainText.of("torque and force ".repeat(70))));
        assertEquals(4, fixture.provider.served());
    }

    @Test
    void longText_isCutWithTheModelsTokens() {
        var counter = new JtokkitTokenCounter("test-embedding");
        fixture.embedder.embed(List.of(PlainText.of("扭矩 and 🤖 ".repeat(5_000))));
        String body = fixture.provider.requests().getLast().body();
        String sent = body.substring(body.indexOf('[') + 2, body.indexOf(']') - 1);

        assertTrue(counter.count(PlainText.of(sent)) <= 8_000);
        assertTrue(counter.count(PlainText.of(sent)) > 7_900);
    }

    @Test
    void textThatTheModelFindsTooLong_isCutUntilItIsNot_andThatIsRemembered() {
        fixture.provider.always("/embeddings", to -> {
            boolean tooLong = to.request().body().length() > 3_000;
            (tooLong ? Behaviours.error(400, "context_length_exceeded") : Vectors.embeds()).answer(to);
        });
        var text = PlainText.of("torque and force ".repeat(500));
        Vector first = fixture.embedder.embed(List.of(text)).getFirst();
        int served = fixture.provider.served();

        assertEquals(first, fixture.embedder.embed(List.of(text)).getFirst());
        assertEquals(served + 1, fixture.provider.served());
        fixture.provider.always("/embeddings", Behaviours.error(413, ""));
        assertThrows(LlmFault.ContextTooLong.class, () -> fixture.embedder.embedQuestion(PlainText.of("short")));
    }

    @Test
    void order_isThatOfThePlacesInTheAnswer() {
        List<PlainText> texts = EmbedderFixture.texts("servo motor", "torque", "light", "policy", "robots");
        for (int seed = 0; seed < 10; seed++) {
            fixture.provider.always("/embeddings", Vectors.embedsShuffled(new Random(seed)));
            assertVectors(texts);
        }
        fixture.provider.always("/embeddings", Vectors.embedsInBase64());
        assertVectors(texts);
        // Gemini leaves out a place that is 0; others leave out all of them.
        fixture.provider.always("/embeddings",
                Vectors.embeds(
                        items -> items.stream().map(item -> item.replace("\"index\":0,", "")).toList().reversed()));
        assertVectors(texts);
        fixture.provider.always("/embeddings",
                Vectors.embeds(items -> items.stream().map(item -> item.replaceAll("\"index\":\\d,", "")).toList()));
        assertVectors(texts);
    }

    private void assertVectors(List<PlainText> texts) {
        List<Vector> vectors = fixture.embedder.embed(texts);
        for (int at = 0; at < texts.size(); at++) {
            assertArrayEquals(Vectors.of(texts.get(at).value(), Vectors.DIMENSION), vectors.get(at).toArray(), 1e-6f);
        }
    }

    @Test
    void closed_failsAndSaysSo() {
        fixture.embedder.close();

        assertThrows(LlmFault.Unavailable.class, () -> fixture.embedder.embedQuestion(PlainText.of("x")));
        assertTrue(fixture.embedder.isClosed());
    }
}
