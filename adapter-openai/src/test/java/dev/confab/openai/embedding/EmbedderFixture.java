package dev.confab.openai.embedding;

import dev.confab.domain.PlainText;
import dev.confab.openai.ApiKey;
import dev.confab.openai.WholeCalls;
import dev.confab.openai.provider.Behaviour;
import dev.confab.openai.provider.Behaviours;
import dev.confab.openai.provider.StandInProvider;
import dev.confab.openai.provider.Vectors;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A provider and an embedder that asks it, waits for nothing between attempts and notes the pauses it would have made. */
final class EmbedderFixture implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final StandInProvider provider = StandInProvider.start();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final OpenAiEmbedder embedder;
    private final Deque<Behaviour> next = new ArrayDeque<>();

    EmbedderFixture(String model, UnaryOperator<EmbeddingSettings> change) {
        EmbeddingSettings settings = change
                .apply(EmbeddingSettings.at(provider.baseUrl(), "custom", model).withKey(new ApiKey("sk-secret")));
        embedder = new OpenAiEmbedder(settings, WholeCalls.builder(OpenAiEmbedder.where(settings))
                .clock(InstantSource.fixed(NOW))
                .pause((time, closing) -> pauses.add(time))
                .build());
    }

    EmbedderFixture() {
        this("test-embedding", settings -> settings);
    }

    /** The next requests are answered like this, those after them well. */
    EmbedderFixture then(Behaviour... behaviours) {
        synchronized (next) {
            next.addAll(Arrays.asList(behaviours));
        }
        provider.always("/embeddings", to -> {
            Behaviour behaviour;
            synchronized (next) {
                behaviour = next.poll();
            }
            (behaviour == null ? Vectors.embeds() : behaviour).answer(to);
        });
        return this;
    }

    /** Every request from now on is answered with this body. */
    EmbedderFixture always(String body) {
        provider.always("/embeddings", Behaviours.status(200, "application/json", body));
        return this;
    }

    static List<PlainText> texts(String... texts) {
        return Arrays.stream(texts).map(PlainText::of).toList();
    }

    @Override
    public void close() {
        embedder.close();
        provider.close();
    }
}
