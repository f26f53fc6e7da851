package dev.confab.openai.http;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's door to HTTP, turned from push to pull: a streamed request that LangChain4j executes is not sent but handed,
 * with its listener, to whoever runs {@link #capture} on that thread. They send it, read the answer and feed the listener
 * at their own pace, so no thread and no queue stands between the socket and the reader. It serves streamed chats only.
 */
public final class ProviderHttpClient implements HttpClient {

    private static final ThreadLocal<@Nullable Captured> CAPTURED = new ThreadLocal<>();

    /** Makes a client. */
    public ProviderHttpClient() {}

    /** What LangChain4j wanted to send, and who is to hear of the answer. */
    public record Captured(HttpRequest request, ServerSentEventListener listener) {}

    /**
     * Runs something that makes LangChain4j execute one streamed request on this thread.
     *
     * @throws IllegalStateException if it executed none
     */
    public Captured capture(Runnable chat) {
        try {
            chat.run();
            Captured request = CAPTURED.get();
            if (request == null) {
                throw new IllegalStateException("nothing was to be sent");
            }
            return request;
        } finally {
            CAPTURED.remove();
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventListener listener) {
        if (CAPTURED.get() != null) {
            throw new IllegalStateException("one request at a time");
        }
        CAPTURED.set(new Captured(request, listener));
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        execute(request, listener);
    }

    /** @throws UnsupportedOperationException always: an answer in one piece has no place in a pulled stream */
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        throw new UnsupportedOperationException("streamed requests only");
    }

    /** Returns a builder that gives this client. Its timeouts are kept and not used: a call has {@link PhaseLimits}. */
    public HttpClientBuilder builder() {
        return new Builder(this);
    }

    private static final class Builder implements HttpClientBuilder {

        private final ProviderHttpClient client;
        private Duration connectTimeout = PhaseLimits.DEFAULT.connect();
        private Duration readTimeout = PhaseLimits.DEFAULT.headers();

        private Builder(ProviderHttpClient client) {
            this.client = client;
        }

        @Override
        public Duration connectTimeout() {
            return connectTimeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) {
            connectTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        @Override
        public Duration readTimeout() {
            return readTimeout;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) {
            readTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        @Override
        public HttpClient build() {
            return client;
        }
    }
}
