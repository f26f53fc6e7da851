package dev.confab.openai.embedding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.confab.domain.embedding.Vector;
import dev.confab.openai.WholeCalls.Read;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads an answer to {@code /embeddings}. What it gives is one vector for each text, in the order of the texts: whatever
 * leaves a doubt about that is refused.
 */
final class EmbeddingAnswer {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int NO_INDEX = -1;

    private final List<float[]> vectors = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private OptionalLong tokens = OptionalLong.empty();

    private EmbeddingAnswer() {}

    /**
     * Reads it.
     *
     * @param texts how many texts were sent
     * @throws IOException              if it is not what the protocol promises
     * @throws IllegalArgumentException if a vector is none: not finite, or all of it 0
     */
    static Read<List<Vector>> read(byte[] body, int texts) throws IOException {
        var answer = new EmbeddingAnswer();
        try (JsonParser json = JSON.createParser(body)) {
            answer.read(json);
            if (json.nextToken() != null) {
                throw new ProtocolException("something follows the answer");
            }
        }
        return new Read<>(answer.inOrder(texts), answer.tokens);
    }

    private void read(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new ProtocolException("the answer is no object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("data") && value == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    readOne(json);
                }
                require(json, JsonToken.END_ARRAY);
            } else if (name.equals("usage") && value == JsonToken.START_OBJECT) {
                readUsage(json);
            } else if (name.equals("error") && value != JsonToken.VALUE_NULL) {
                throw new ProtocolException("the answer is an error");
            } else {
                json.skipChildren();
            }
        }
        require(json, JsonToken.END_OBJECT);
    }

    private void readOne(JsonParser json) throws IOException {
        int index = NO_INDEX;
        float[] vector = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "index" -> {
                    if (value != JsonToken.VALUE_NUMBER_INT || json.getIntValue() < 0) {
                        throw new ProtocolException("a place is no number");
                    }
                    index = json.getIntValue();
                }
                case "embedding" -> vector = vector(json, value);
                default -> json.skipChildren();
            }
        }
        require(json, JsonToken.END_OBJECT);
        if (vector == null) {
            throw new ProtocolException("a vector is missing");
        }
        vectors.add(vector);
        places.add(index);
    }

    private static float[] vector(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            byte[] bytes = json.getBinaryValue();
            if (bytes.length % Float.BYTES != 0) {
                throw new ProtocolException("a vector is cut");
            }
            var numbers = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
            return numbers;
        }
        if (value != JsonToken.START_ARRAY) {
            throw new ProtocolException("a vector is no list");
        }
        var numbers = new float[1_536];
        int count = 0;
        for (JsonToken one = json.nextToken(); one != JsonToken.END_ARRAY; one = json.nextToken()) {
            if (one == null || !one.isNumeric()) {
                throw new ProtocolException("a vector has something else than numbers");
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = json.getFloatValue();
        }
        return Arrays.copyOf(numbers, count);
    }

    private void readUsage(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NUMBER_INT
                    && (name.equals("total_tokens") || (name.equals("prompt_tokens") && tokens.isEmpty()))) {
                tokens = OptionalLong.of(json.getLongValue());
            } else {
                json.skipChildren();
            }
        }
        require(json, JsonToken.END_OBJECT);
    }

    private static void require(JsonParser json, JsonToken expected) throws IOException {
        if (json.currentToken() != expected) {
            throw new ProtocolException("the answer does not have the form of one");
        }
    }

    /**
     * By their places if they have some: one that names none stands at 0 then, since Gemini leaves a 0 out. Only if none has a
     * place is their order believed.
     */
    private List<Vector> inOrder(int texts) throws ProtocolException {
        if (vectors.size() != texts) {
            throw new ProtocolException("there are " + vectors.size() + " vectors for " + texts + " texts");
        }
        boolean named = places.stream().anyMatch(place -> place != NO_INDEX);
        var ordered = new Vector[texts];
        int dimension = vectors.getFirst().length;
        for (int at = 0; at < texts; at++) {
            int place = named ? Math.max(0, places.get(at)) : at;
            if (place >= texts || ordered[place] != null) {
                throw new ProtocolException("the vectors' places are not those of the texts");
            }
            if (vectors.get(at).length != dimension) {
                throw new ProtocolException("the vectors are not of one length");
            }
            ordered[place] = Vector.of(vectors.get(at));
        }
        return List.of(ordered);
    }
}
