package dev.confab.openai.embedding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.LlmFault;
import dev.confab.openai.JtokkitTokenCounter;
import dev.confab.openai.Patience;
import dev.confab.openai.WholeCalls;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes vectors with a model that is asked over OpenAI's {@code /embeddings}, whoever serves it. A question is tried twice at
 * the most, for 5 s in all; passages four times, for 60 s in all. How long vectors are is known from the settings or the
 * model's name, or learned from the first answer, and does not change any more. To be closed when no more are made.
 */
public final class OpenAiEmbedder implements Embedder, AutoCloseable {

    private static final Patience QUESTION = new Patience(1, Duration.ofSeconds(4), Duration.ofSeconds(5));
    private static final Patience PASSAGES = new Patience(3, Duration.ofSeconds(50), Duration.ofSeconds(60));
    /** OpenAI takes 300,000 tokens at once. */
    private static final int TOKENS_AT_ONCE = 250_000;
    /** A text of fewer tokens is not what a model refuses for its length. */
    private static final int SHORT = 32;
    private static final int CONNECTIONS = 256;
    private static final PlainText PROBE = PlainText.of("dimension");
    private static final JsonFactory JSON = new JsonFactory();

    private final EmbeddingSettings settings;
    private final KnownModel known;
    private final WholeCalls calls;
    private final JtokkitTokenCounter tokens;
    /** 0 until it is known. */
    private final AtomicInteger dimension;
    /** The most tokens of a text; less once the model has refused as many. */
    private final AtomicInteger limit;

    OpenAiEmbedder(EmbeddingSettings settings, WholeCalls calls) {
        this.settings = settings;
        this.known = KnownModel.named(settings.model());
        this.calls = calls;
        this.tokens = new JtokkitTokenCounter(settings.model());
        this.dimension = new AtomicInteger(settings.dimension().orElse(known.dimension().orElse(0)));
        this.limit = new AtomicInteger(known.maxTokens());
    }

    /** Makes an embedder. Nothing is sent before the first call. */
    public static OpenAiEmbedder of(EmbeddingSettings settings) {
        return new OpenAiEmbedder(settings, WholeCalls.builder(where(settings)).build());
    }

    static WholeCalls.Where where(EmbeddingSettings settings) {
        return new WholeCalls.Where(settings.provider(), settings.model(), settings.baseUrl(), settings.key(),
                CONNECTIONS);
    }

    @Override
    public VectorSpace space() {
        if (dimension.get() == 0) {
            embedQuestion(PROBE);
        }
        return new VectorSpace(settings.spaceName(), dimension.get());
    }

    @Override
    public int batch() {
        return settings.batch();
    }

    @Override
    public List<Vector> embed(List<PlainText> passages) {
        if (passages.isEmpty() || passages.size() > batch()) {
            throw new IllegalArgumentException("a batch is 1 to " + batch() + " texts");
        }
        return embed(passages, settings.passagePrefix(), PASSAGES);
    }

    @Override
    public Vector embedQuestion(PlainText question) {
        return embed(List.of(question), settings.questionPrefix(), QUESTION).getFirst();
    }

    private List<Vector> embed(List<PlainText> texts, String prefix, Patience patience) {
        if (texts.stream().anyMatch(PlainText::isBlank)) {
            throw new IllegalArgumentException("a text is not blank");
        }
        var prefixed = texts.stream().map(text -> PlainText.of(prefix + text.value())).toList();
        long until = System.nanoTime() + patience.total().toNanos();
        while (true) {
            int most = limit.get();
            List<PlainText> cut = prefixed.stream().map(text -> cut(text, most)).toList();
            try {
                return parts(cut, patience, until);
            } catch (LlmFault.ContextTooLong tooLong) {
                int longest = cut.stream().mapToInt(tokens::count).max().orElse(0);
                if (longest <= SHORT || System.nanoTime() >= until) {
                    throw tooLong;
                }
                limit.accumulateAndGet(Math.max(SHORT, longest / 2), Math::min);
            }
        }
    }

    /** A token is at least a byte, so most texts need no counting. */
    private PlainText cut(PlainText text, int most) {
        return bytes(text) <= most ? text : tokens.start(text, most);
    }

    private static int bytes(PlainText text) {
        String value = text.value();
        int bytes = 0;
        for (int at = 0; at < value.length(); at++) {
            char unit = value.charAt(at);
            bytes += unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
        }
        return bytes;
    }

    /** In as many requests as their size makes necessary; mostly that is one. */
    private List<Vector> parts(List<PlainText> texts, Patience patience, long until) {
        var made = new ArrayList<Vector>(texts.size());
        var part = new ArrayList<PlainText>();
        int size = 0;
        for (PlainText text : texts) {
            int more = Math.min(bytes(text), limit.get());
            if (!part.isEmpty() && size + more > TOKENS_AT_ONCE) {
                made.addAll(call(part, left(patience, until)));
                part.clear();
                size = 0;
            }
            part.add(text);
            size += more;
        }
        made.addAll(call(part, left(patience, until)));
        return List.copyOf(made);
    }

    private static Patience left(Patience patience, long until) {
        return patience.within(Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime())));
    }

    private List<Vector> call(List<PlainText> texts, Patience patience) {
        int count = texts.size();
        int expected = dimension.get() == 0 ? VectorSpace.MAX_DIMENSION : dimension.get();
        return calls.make(new WholeCalls.Call<>("embedding", "/embeddings", request(texts), count,
                patience, longest(count, expected), body -> read(body, count)));
    }

    /** 32 bytes for a number, with all its digits, and the rest of an answer. */
    private static int longest(int texts, int numbers) {
        return (int) Math.min(Integer.MAX_VALUE - 16L, 64 * 1024L + 1_024L * texts + 32L * texts * numbers);
    }

    private WholeCalls.Read<List<Vector>> read(byte[] body, int count) throws IOException {
        WholeCalls.Read<List<Vector>> read = EmbeddingAnswer.read(body, count);
        check(read.value().getFirst().dimension());
        return read;
    }

    private void check(int length) {
        if (length > VectorSpace.MAX_DIMENSION) {
            throw new LlmFault.Misconfigured("the model's vectors have " + length + " numbers, more than "
                    + VectorSpace.MAX_DIMENSION + ": set VECTOR_DIM if it can make shorter ones", null);
        }
        dimension.compareAndSet(0, length);
        if (length != dimension.get()) {
            throw new LlmFault.ProtocolBroken(
                    "the model's vectors have " + length + " numbers and not " + dimension.get(), null);
        }
    }

    private String request(List<PlainText> texts) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("model", settings.model());
            json.writeArrayFieldStart("input");
            for (PlainText input : texts) {
                json.writeString(input.value());
            }
            json.writeEndArray();
            if (known.takesDimension() && settings.dimension().isPresent()) {
                json.writeNumberField("dimensions", settings.dimension().getAsInt());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
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
