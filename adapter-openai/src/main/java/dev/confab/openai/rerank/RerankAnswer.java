package dev.confab.openai.rerank;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.confab.openai.WholeCalls.Read;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import java.util.OptionalLong;

/** Reads an answer to {@code /rerank}, in any of its forms: one score for each passage, in the order of the passages. */
final class RerankAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RerankAnswer() {}

    /**
     * Reads it.
     *
     * @param passages how many were sent
     * @throws IOException if it is not what the protocol promises
     */
    static Read<List<Double>> read(byte[] body, int passages) throws IOException {
        JsonNode root = JSON.readTree(body);
        JsonNode results = root.isArray() ? root : root.has("results") ? root.path("results") : root.path("data");
        if (!results.isArray() || results.size() != passages) {
            throw new ProtocolException("there are not as many results as passages");
        }
        var scores = new Double[passages];
        for (JsonNode result : results) {
            JsonNode index = result.path("index");
            JsonNode score = result.has("relevance_score") ? result.path("relevance_score") : result.path("score");
            if (!index.isInt() || index.intValue() < 0 || index.intValue() >= passages
                    || scores[index.intValue()] != null) {
                throw new ProtocolException("the results' places are not those of the passages");
            }
            if (!score.isNumber() || !Double.isFinite(score.doubleValue())) {
                throw new ProtocolException("a score is no number");
            }
            scores[index.intValue()] = score.doubleValue();
        }
        JsonNode tokens = root.path("usage").path("total_tokens");
        return new Read<>(List.of(scores),
                tokens.canConvertToLong() ? OptionalLong.of(tokens.longValue()) : OptionalLong.empty());
    }
}
