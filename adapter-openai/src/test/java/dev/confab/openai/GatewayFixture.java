package dev.confab.openai;

import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.LlmFault.Phase;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.message.Role;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.retrieval.Scope;
import dev.confab.openai.http.PhaseLimits;
import dev.confab.openai.provider.StandInProvider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** A provider and a gateway to it that waits for nothing between attempts and notes the pauses it would have made. */
final class GatewayFixture implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** Short, but long enough for a busy machine. */
    static final PhaseLimits LIMITS = new PhaseLimits(Duration.ofSeconds(2), Duration.ofSeconds(2),
            Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(60));

    final StandInProvider provider = StandInProvider.start();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    /** What the breaker goes by; it stands still unless a test moves it on. */
    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(15).toNanos());
    final OpenAiLlmGateway gateway;

    GatewayFixture() {
        this(LIMITS);
    }

    GatewayFixture(PhaseLimits limits) {
        gateway = gateway(ModelSettings.at(provider.baseUrl(), "test-model").withLimits(limits));
    }

    OpenAiLlmGateway gateway(ModelSettings settings) {
        return OpenAiLlmGateway.builder(settings)
                .retries(policy())
                .pause((time, closing) -> pauses.add(time))
                .clock(InstantSource.fixed(NOW))
                .nanos(nanos::get)
                .build();
    }

    /** Jitter always takes half of its bound. */
    static RetryPolicy policy() {
        return new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(8), Duration.ofSeconds(30),
                () -> Long.MIN_VALUE);
    }

    /** These limits with one of them changed. */
    static PhaseLimits limits(Phase phase, long millis) {
        Duration other = Duration.ofMillis(millis);
        return new PhaseLimits(phase == Phase.CONNECT ? other : LIMITS.connect(),
                phase == Phase.HEADERS ? other : LIMITS.headers(),
                phase == Phase.FIRST_TOKEN ? other : LIMITS.firstToken(),
                phase == Phase.NEXT_TOKEN ? other : LIMITS.nextToken(), phase == Phase.TOTAL ? other : LIMITS.total());
    }

    /** Lets time pass for the breaker. */
    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    List<ReplyEvent> ask() {
        return ask(gateway);
    }

    static List<ReplyEvent> ask(OpenAiLlmGateway gateway) {
        try (ReplyStream reply = gateway.open(call("What is a servo motor?"))) {
            var events = new ArrayList<ReplyEvent>();
            do {
                events.add(reply.next());
            } while (!(events.getLast() instanceof ReplyEvent.End));
            return events;
        }
    }

    static String text(List<ReplyEvent> events) {
        var text = new StringBuilder();
        for (ReplyEvent event : events) {
            if (event instanceof ReplyEvent.Delta delta) {
                text.append(delta.text().value());
            }
        }
        return text.toString();
    }

    static ModelCall call(String question) {
        PlainText text = PlainText.of(question);
        return new ModelCall(new SessionId(UUID.randomUUID()), new RunId(UUID.randomUUID()), prompt(List.of(text)));
    }

    /** A prompt of these texts, in turn the user's and the assistant's. */
    static Prompt prompt(List<PlainText> texts) {
        var entries = new ArrayList<Prompt.Entry>();
        for (PlainText text : texts) {
            entries.add(new Prompt.Entry(entries.size() % 2 == 0 ? Role.USER : Role.ASSISTANT, text));
        }
        return new Prompt(PlainText.of("You are a test."), entries, texts.getLast(), new Grounding.Open(Scope.ALL),
                List.of(),
                LongStream.rangeClosed(1, entries.size()).boxed().toList(), 0);
    }

    @Override
    public void close() {
        gateway.close();
        provider.close();
    }
}
