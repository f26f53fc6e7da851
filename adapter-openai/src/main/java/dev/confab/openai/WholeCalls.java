package dev.confab.openai;

import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.LlmFault.Phase;
import dev.confab.openai.http.ConnectionPool;
import dev.confab.openai.http.Endpoint;
import dev.confab.openai.http.Exchange;
import dev.confab.openai.http.Lifeline;
import dev.confab.openai.http.Watchdog;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls to one model whose answer comes in one piece: JSON there, JSON back. The caller's thread does all the work. A call
 * that failed in a way that may pass is made again; a model that is away is not asked for a while; each call writes one line
 * into the log, with amounts and times and no word of what was sent. Safe for use by several threads at once. To be closed
 * when no more calls are made.
 */
public final class WholeCalls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WholeCalls.class);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Where where;
    private final Watchdog watchdog;
    private final ConnectionPool pool;
    private final Breaker breaker;
    private final Builder made;

    private WholeCalls(Builder made, Watchdog watchdog, ConnectionPool pool, Breaker breaker) {
        this.where = made.where;
        this.made = made;
        this.watchdog = watchdog;
        this.pool = pool;
        this.breaker = breaker;
    }

    /**
     * The model that is called.
     *
     * @param provider       the provider's short name, for logs
     * @param model          the model's name, for logs
     * @param baseUrl        where its API begins: http or https, without user information, query and fragment
     * @param key            the key, where one is needed
     * @param maxConnections how many connections may be open at once, at least 1
     */
    public record Where(String provider, String model, URI baseUrl, Optional<ApiKey> key, int maxConnections) {

        /** @throws IllegalArgumentException if the address is none */
        public Where {
            NamedSettings.requirePlain(baseUrl);
        }
    }

    /**
     * One call.
     *
     * @param name     what it is, for the log
     * @param path     what follows the base address, with a slash before it
     * @param json     what is sent
     * @param texts    how many texts are in it, for the log
     * @param patience how long and how often it is tried
     * @param longest  the most bytes of an answer, less than 2³¹ - 1
     * @param reading  reads the answer
     */
    public record Call<T>(String name, String path, String json, int texts, Patience patience, int longest,
            Reading<T> reading) {}

    /** Reads an answer. */
    @FunctionalInterface
    public interface Reading<T> {

        /**
         * Reads it.
         *
         * @throws IOException if it is not what the protocol promises
         * @throws LlmFault    if it is that, and yet not what was asked for
         */
        Read<T> of(byte[] body) throws IOException;
    }

    /** How a thread waits between attempts: for real, or in a test not at all. */
    @FunctionalInterface
    public interface Waiting {

        /** Waits for so long, or until the latch opens. */
        void of(Duration time, CountDownLatch closing) throws InterruptedException;
    }

    /**
     * What was read.
     *
     * @param tokens how many tokens the provider counted, if it told
     */
    public record Read<T>(T value, OptionalLong tokens) {}

    /** Begins calls that differ from the usual ones in more than where they go. */
    public static Builder builder(Where where) {
        return new Builder(where);
    }

    /**
     * Makes a call.
     *
     * @throws LlmFault if it failed, retries included, or is not made because the model is away
     */
    public <T> T make(Call<T> call) {
        long begun = System.nanoTime();
        Lifeline line = Lifeline.begin(watchdog, call.patience().limits());
        var attempts = new int[1];
        try {
            Read<T> read = tries(call, line, attempts);
            written(call, attempts[0], begun, read.tokens(), Optional.empty());
            return read.value();
        } catch (LlmFault fault) {
            written(call, attempts[0], begun, OptionalLong.empty(), Optional.of(fault));
            throw fault;
        } finally {
            line.finish();
        }
    }

    private <T> Read<T> tries(Call<T> call, Lifeline line, int[] attempts) {
        var policy = new RetryPolicy(call.patience().retries(), Duration.ofMillis(500), Duration.ofSeconds(8),
                call.patience().total(), () -> ThreadLocalRandom.current().nextLong());
        while (true) {
            Breaker.Permit permit = switch (breaker.enter()) {
                case Breaker.Refused refused -> throw refused.fault();
                case Breaker.Permit given -> given;
            };
            attempts[0]++;
            try {
                Read<T> read = attempt(call, line);
                permit.succeeded();
                return read;
            } catch (LlmFault fault) {
                boolean asked = line.closed() || Thread.currentThread().isInterrupted();
                if (!asked) {
                    permit.failed(fault);
                }
                Optional<Duration> pause = policy.pause(attempts[0], fault, line.left());
                if (asked || pause.isEmpty() || isShutOutFor(pause.get())) {
                    throw fault;
                }
                wait(pause.get(), line, fault);
                line.renew();
            } finally {
                permit.drop();
            }
        }
    }

    private <T> Read<T> attempt(Call<T> call, Lifeline line) {
        try (Exchange exchange = Exchange.send(pool, line, request(call))) {
            line.enter(Phase.FIRST_TOKEN);
            byte[] body = Answers.whole(exchange, line, made.clock, call.longest());
            return read(call, body);
        } catch (IOException broken) {
            // A socket of ours has no timeout but the one for connecting, which may notice before the watchdog does.
            Optional<Phase> late = line.overrun()
                    .or(() -> broken instanceof SocketTimeoutException ? Optional.of(Phase.CONNECT) : Optional.empty());
            throw late.<LlmFault>map(
                    phase -> new LlmFault.TimedOut(phase, call.patience().limits().of(phase), broken))
                    .orElseGet(() -> FaultTranslator.broken(broken));
        }
    }

    private static <T> Read<T> read(Call<T> call, byte[] body) {
        try {
            return call.reading().of(body);
        } catch (IOException | IllegalArgumentException unreadable) {
            ProviderError error = ProviderError.of(body);
            throw error.equals(ProviderError.UNKNOWN)
                    ? FaultTranslator.protocol("the answer cannot be read", unreadable)
                    : FaultTranslator.inAnswer(error);
        }
    }

    private BasicClassicHttpRequest request(Call<?> call) {
        String base = where.baseUrl().getRawPath();
        var request = new BasicClassicHttpRequest("POST", (base == null ? "" : base) + call.path());
        request.setHeader(HttpHeaders.ACCEPT, "application/json");
        request.setHeader(HttpHeaders.USER_AGENT, "confab");
        where.key().ifPresent(key -> request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key.value()));
        byte[] body = call.json().getBytes(StandardCharsets.UTF_8);
        request.setHeader(HttpHeaders.CONTENT_LENGTH, body.length);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        request.setHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return request;
    }

    private void wait(Duration pause, Lifeline line, LlmFault fault) {
        try {
            made.pause.of(pause, line.closing());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            fault.addSuppressed(asked);
            throw fault;
        }
    }

    /** Whether the next attempt would be refused: then what made the last one fail says more than the refusal. */
    private boolean isShutOutFor(Duration time) {
        return breaker.outage().flatMap(LlmFault::retryAfter).filter(rest -> rest.compareTo(time) > 0).isPresent();
    }

    private void written(Call<?> call, int attempts, long begun, OptionalLong tokens, Optional<LlmFault> fault) {
        var line = (fault.isPresent() ? log.atWarn() : log.atInfo()).addKeyValue("provider", where.provider())
                .addKeyValue("model", where.model())
                .addKeyValue("texts", call.texts())
                .addKeyValue("attempts", attempts)
                .addKeyValue("duration_ms", (System.nanoTime() - begun) / NANOS_PER_MILLI);
        if (tokens.isPresent()) {
            line = line.addKeyValue("tokens", tokens.getAsLong());
        }
        line = line.addKeyValue("outcome", fault.isPresent() ? "failed" : "completed");
        if (fault.isPresent()) {
            line = line.addKeyValue("fault", fault.get().code()).addKeyValue("detail", fault.get().getMessage());
        }
        line.log(call.name() + " call");
    }

    /** Returns whether {@link #close()} was called. */
    public boolean isClosed() {
        return pool.isClosed();
    }

    /** Closes idle connections; new calls fail. Calls that still run go on to their end. */
    @Override
    public void close() {
        pool.close();
        watchdog.close();
    }

    /** Makes them. */
    public static final class Builder {

        private final Where where;
        private InstantSource clock = InstantSource.system();
        private SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
        private Waiting pause = (time, closing) -> closing.await(time.toNanos(), TimeUnit.NANOSECONDS);

        private Builder(Where where) {
            this.where = where;
        }

        /** What tells the date, for a provider that names a date to come back at; the machine's by default. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** What makes TLS connections and knows whom to trust; Java's by default. */
        public Builder tls(SSLSocketFactory factory) {
            tls = factory;
            return this;
        }

        /** How it is waited between attempts; for real by default. */
        public Builder pause(Waiting way) {
            pause = way;
            return this;
        }

        /** Makes them. Nothing is sent before the first call. */
        public WholeCalls build() {
            var watchdog = Watchdog.start();
            var pool = ConnectionPool.of(Endpoint.of(where.baseUrl()), tls, where.maxConnections(),
                    Duration.ofSeconds(3), watchdog);
            var breaker = new Breaker(BreakerRules.standard(), watchdog::now,
                    new BreakerLog(where.provider(), where.model()));
            return new WholeCalls(this, watchdog, pool, breaker);
        }
    }
}
