package dev.confab.openai.rerank;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.Reranker;
import dev.confab.openai.Patience;
import dev.confab.openai.WholeCalls;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks a {@code /rerank} for ratings, twice at the most and for 3 s in all. Of a long question or passage the start is sent.
 * Scores below 0 or above 1 tell that the model gives logits: from then on all of them are brought to 0 to 1 by the logistic
 * function. To be closed when no more are asked for.
 */
public final class RerankEndpoint implements Reranker, AutoCloseable {

    private static final Patience PATIENCE = new Patience(1, Duration.ofMillis(2_500), Duration.ofSeconds(3));
    private static final int LONGEST_QUESTION = 2_000;
    private static final int LONGEST_PASSAGE = 8_000;
    private static final int LONGEST_ANSWER = 8 * 1024 * 1024;
    private static final int CONNECTIONS = 256;
    private static final JsonFactory JSON = new JsonFactory();

    private final RerankSettings settings;
    private final WholeCalls calls;
    private final String path;
    private final AtomicBoolean logits = new AtomicBoolean();

    RerankEndpoint(RerankSettings settings, WholeCalls calls) {
        this.settings = settings;
        this.calls = calls;
        String base = settings.baseUrl().getRawPath();
        this.path = base != null && base.endsWith("/rerank") ? "" : "/rerank";
    }

    /** Makes a reranker. Nothing is sent before the first call. */
    public static RerankEndpoint of(RerankSettings settings) {
        return new RerankEndpoint(settings, WholeCalls.builder(where(settings)).build());
    }

    static WholeCalls.Where where(RerankSettings settings) {
        return new WholeCalls.Where("rerank", settings.model().orElse("default"), settings.baseUrl(), settings.key(),
                CONNECTIONS);
    }

    @Override
    public List<Double> rate(PlainText question, List<PlainText> passages) {
        int count = passages.size();
        if (count < 1 || count > MAX_PASSAGES) {
            throw new IllegalArgumentException("1 to " + MAX_PASSAGES + " passages are rated at once");
        }
        List<Double> scores = calls.make(new WholeCalls.Call<>("rerank", path, request(question, passages), count,
                PATIENCE, LONGEST_ANSWER, body -> RerankAnswer.read(body, count)));
        if (scores.stream().anyMatch(score -> score < 0 || score > 1)) {
            logits.set(true);
        }
        return logits.get() ? scores.stream().map(score -> 1 / (1 + Math.exp(-score))).toList() : scores;
    }

    private String request(PlainText question, List<PlainText> passages) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (settings.model().isPresent()) {
                json.writeStringField("model", settings.model().get());
                json.writeNumberField("top_n", passages.size());
            } else {
                json.writeBooleanField("truncate", true);
            }
            json.writeStringField("query", start(question, LONGEST_QUESTION));
            json.writeArrayFieldStart(settings.model().isPresent() ? "documents" : "texts");
            for (PlainText passage : passages) {
                json.writeString(start(passage, LONGEST_PASSAGE));
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static String start(PlainText text, int most) {
        String value = text.value();
        if (value.length() <= most) {
            return value;
        }
        return value.substring(0, Character.isLowSurrogate(value.charAt(most)) ? most - 1 : most);
    }

    /** Returns whether {@link #close()} was called. */
    boolean isClosed() {
        return calls.isClosed();
    }

    @Override
    public void close() {
        calls.close();
    }
}
