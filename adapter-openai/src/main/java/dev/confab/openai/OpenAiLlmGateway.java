package dev.confab.openai;

import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.openai.http.ConnectionPool;
import dev.confab.openai.http.Endpoint;
import dev.confab.openai.http.ProviderHttpClient;
import dev.confab.openai.http.Watchdog;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model over the OpenAI protocol, whoever speaks it.
 *
 * <p>
 * The thread that reads a reply does all the work: it sends the request with the first {@link ReplyStream#next()} and pulls
 * the answer from the socket as it goes, so a slow reader slows the provider and nothing piles up. An attempt that fails
 * before any text came is made again at most twice; a call ends well only if the model says why it ended. A provider that
 * fails too often is not asked for a while: calls begun then end at once, calls that run go on. To be closed when no more
 * calls are made: that closes idle connections and ends the one thread that watches over limits.
 */
public final class OpenAiLlmGateway implements LlmGateway, AutoCloseable {

    private final Wiring wiring;
    private final ModelProfile profile;

    private OpenAiLlmGateway(Wiring wiring, ModelProfile profile) {
        this.wiring = wiring;
        this.profile = profile;
    }

    /** Makes a gateway. Nothing is sent before the first call. */
    public static OpenAiLlmGateway of(ModelSettings settings) {
        return builder(settings).build();
    }

    /** Begins a gateway that differs from the usual one in more than its settings. */
    public static Builder builder(ModelSettings settings) {
        return new Builder(Objects.requireNonNull(settings, "settings"));
    }

    private static OpenAiStreamingChatModel model(ModelSettings settings, ProviderHttpClient client) {
        var model = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(client.builder())
                .baseUrl(settings.baseUrl().toString())
                .modelName(settings.model())
                .returnThinking(true)
                .logRequests(false)
                .logResponses(false);
        settings.key().ifPresent(key -> model.apiKey(key.value()));
        settings.temperature().ifPresent(model::temperature);
        settings.maxAnswerTokens().ifPresent(tokens -> {
            switch (settings.answerLimitName()) {
                case MAX_TOKENS -> model.maxTokens(tokens);
                case MAX_COMPLETION_TOKENS -> model.maxCompletionTokens(tokens);
            }
        });
        return model.build();
    }

    @Override
    public ReplyStream open(ModelCall call) {
        return new OpenAiReply(wiring, Objects.requireNonNull(call, "call"), new CallLog(profile(call.options())));
    }

    @Override
    public ModelProfile profile() {
        return profile;
    }

    @Override
    public Optional<LlmFault> outage(ModelOptions options) {
        return wiring.breakers().of(options).outage();
    }

    ConnectionPool pool() {
        return wiring.pool();
    }

    /** Returns whether {@link #close()} was called. */
    boolean isClosed() {
        return wiring.pool().isClosed();
    }

    /** Closes idle connections; new calls fail. Calls that still run go on, and are watched, to their end. */
    @Override
    public void close() {
        wiring.pool().close();
        wiring.watchdog().close();
    }

    /** Makes gateways. */
    public static final class Builder {

        private final ModelSettings settings;
        private InstantSource clock = InstantSource.system();
        private SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
        private RetryPolicy retries = RetryPolicy.standard();
        private BreakerRules breaking = BreakerRules.standard();
        private @Nullable LongSupplier nanos;
        private Wiring.Pause pause = (time, closing) -> closing.await(time.toNanos(), TimeUnit.NANOSECONDS);

        private Builder(ModelSettings settings) {
            this.settings = settings;
        }

        /** What tells the date, for a provider that names a date to come back at; the machine's by default. */
        public Builder clock(InstantSource source) {
            clock = Objects.requireNonNull(source, "source");
            return this;
        }

        /** What makes TLS connections and knows whom to trust; Java's by default. */
        public Builder tls(SSLSocketFactory factory) {
            tls = Objects.requireNonNull(factory, "factory");
            return this;
        }

        Builder retries(RetryPolicy policy) {
            retries = policy;
            return this;
        }

        Builder breaking(BreakerRules rules) {
            breaking = rules;
            return this;
        }

        /** What the breaker measures its times with; the machine's by default. */
        Builder nanos(LongSupplier ticker) {
            nanos = ticker;
            return this;
        }

        Builder pause(Wiring.Pause way) {
            pause = way;
            return this;
        }

        /** Makes the gateway. Nothing is sent before the first call. */
        public OpenAiLlmGateway build() {
            var client = new ProviderHttpClient();
            var watchdog = Watchdog.start();
            var pool = ConnectionPool.of(Endpoint.of(settings.baseUrl()), tls, settings.maxConnections(),
                    settings.limits().connect(), watchdog);
            ModelProfile profile = settings.profile();
            var breakers = new Breakers(profile.model(), name -> new Breaker(breaking,
                    nanos == null ? watchdog::now : nanos, new BreakerLog(profile.provider(), name)));
            return new OpenAiLlmGateway(new Wiring(model(settings, client), client, pool, watchdog, settings.limits(),
                    retries, pause, breakers, settings.answerLimitName(), clock), profile);
        }
    }
}
