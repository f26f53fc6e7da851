package dev.confab.postgres;

import com.fasterxml.jackson.core.JsonToken;
import dev.confab.domain.PlainText;
import dev.confab.domain.summary.Summary;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** Reads summaries. */
final class SummaryRows {

    static final String COLUMNS = "seq, text, model, revision, created_at";

    private SummaryRows() {}

    /** Reads the summary that the opening of a turn tells. */
    static Summary told(String text) {
        return JsonTokens.read(text, json -> {
            JsonTokens.expect(json.nextToken(), JsonToken.START_OBJECT);
            Map<String, String> fields = JsonTokens.fields(json, new HashMap<>());
            return new Summary(JsonTokens.number(fields, "seq"), PlainText.of(JsonTokens.text(fields, "text")),
                    JsonTokens.text(fields, "model"), JsonTokens.number(fields, "revision"),
                    Instant.EPOCH.plus(JsonTokens.number(fields, "created"), ChronoUnit.MICROS));
        });
    }

    /** Reads the columns from the first one on. */
    static Summary summary(Row row) throws SQLException {
        return new Summary(row.number(1), PlainText.of(row.text(2)), row.text(3), row.number(4), row.time(5));
    }
}
