package dev.confab.openai.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.confab.application.memory.HashingEmbedder;
import dev.confab.application.memory.OverlapReranker;
import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.VectorSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What a {@link StandInProvider} answers to {@code /embeddings} and {@code /rerank}: vectors of hashed words and ratings by
 * shared words, the same for the same text everywhere. One place for what is sent back keeps what may be wrong with it small.
 */
public final class Vectors {

    /** The length of vectors when nobody asks for another. */
    public static final int DIMENSION = 64;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {}

    /** Returns the vector that is sent for a text. */
    public static float[] of(String text, int dimension) {
        return new HashingEmbedder(new VectorSpace("stand-in", dimension), 1).embedQuestion(PlainText.of(text))
                .toArray();
    }

    /** Answers {@code /embeddings} well, with as many numbers as asked for, else {@link #DIMENSION}. */
    public static Behaviour embeds() {
        return embeds(items -> items);
    }

    /** Answers {@code /embeddings} after something was done to its items, each the JSON of one vector. */
    public static Behaviour embeds(UnaryOperator<List<String>> change) {
        return to -> {
            JsonNode asked = JSON.readTree(to.request().body());
            int dimension = asked.path("dimensions").asInt(DIMENSION);
            var items = new ArrayList<String>();
            for (JsonNode input : asked.path("input")) {
                items.add(item(items.size(), Arrays.toString(of(input.asText(), dimension))));
            }
            json(to, body(change.apply(items)));
        };
    }

    /** Answers well, in another order than the texts. */
    public static Behaviour embedsShuffled(RandomGenerator random) {
        return embeds(items -> {
            for (int at = items.size() - 1; at > 0; at--) {
                Collections.swap(items, at, random.nextInt(at + 1));
            }
            return items;
        });
    }

    /** Answers well, with numbers in base64. */
    public static Behaviour embedsInBase64() {
        return to -> {
            var items = new ArrayList<String>();
            for (JsonNode input : JSON.readTree(to.request().body()).path("input")) {
                items.add(item(items.size(), "\"" + base64(of(input.asText(), DIMENSION)) + "\""));
            }
            json(to, body(items));
        };
    }

    private static String base64(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** Returns the JSON of a vector. */
    public static String item(int index, String numbers) {
        return "{\"object\":\"embedding\",\"index\":" + index + ",\"embedding\":" + numbers + "}";
    }

    private static String body(List<String> items) {
        return "{\"object\":\"list\",\"data\":[" + String.join(",", items)
                + "],\"model\":\"m\",\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}";
    }

    /** Answers {@code /rerank} well, in the form that the request is for, the best first. */
    public static Behaviour rates() {
        return to -> {
            JsonNode asked = JSON.readTree(to.request().body());
            boolean inference = asked.has("texts");
            var passages = new ArrayList<PlainText>();
            asked.path(inference ? "texts" : "documents").forEach(text -> passages.add(PlainText.of(text.asText())));
            List<Double> ratings = new OverlapReranker().rate(PlainText.of(asked.path("query").asText()), passages);
            var results = new ArrayList<String>();
            for (int at : bestFirst(ratings)) {
                results.add("{\"index\":" + at + ",\"" + (inference ? "score" : "relevance_score") + "\":"
                        + ratings.get(at) + "}");
            }
            String list = "[" + String.join(",", results) + "]";
            json(to, inference ? list : "{\"id\":\"r\",\"results\":" + list + ",\"usage\":{\"total_tokens\":7}}");
        };
    }

    private static int[] bestFirst(List<Double> ratings) {
        return IntStream.range(0, ratings.size())
                .boxed()
                .sorted(Comparator.comparing(ratings::get).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Answers with this body. */
    public static void json(Served to, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        to.head(200, "Content-Type: application/json", "Content-Length: " + bytes.length).raw(bytes);
    }
}
