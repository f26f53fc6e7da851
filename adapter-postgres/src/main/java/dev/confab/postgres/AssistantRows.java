package dev.confab.postgres;

import com.fasterxml.jackson.core.JsonToken;
import dev.confab.domain.AssistantId;
import dev.confab.domain.PlainText;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.run.AssistantRevision;
import dev.confab.domain.run.Persona;
import dev.confab.domain.session.SessionMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads assistants and what runs know of them, and says which columns that takes. */
final class AssistantRows {

    private static final List<String> COLUMNS = List.of("id", "revision", "name", "description", "instructions",
            "model", "temperature", "answer_tokens", "messages", "documents", "mode", "remembers", "metadata",
            "created_at", "updated_at");

    private AssistantRows() {}

    /** @param of what stands before each column */
    static String columns(String of) {
        return String.join(", ", COLUMNS.stream().map(column -> of + column).toList());
    }

    static List<Assistant> all(ResultSet rows) throws SQLException {
        var all = new ArrayList<Assistant>();
        while (rows.next()) {
            all.add(assistant(new Row(rows), 1));
        }
        return all;
    }

    /** Reads the columns from the first one on. */
    static Assistant assistant(Row row, int first) throws SQLException {
        return new Assistant(new AssistantId(row.uuid(first)), draft(row, first + 2), row.integer(first + 1),
                row.time(first + 13), row.time(first + 14));
    }

    private static AssistantDraft draft(Row row, int first) throws SQLException {
        var options = new ModelOptions(Optional.ofNullable(row.nullableText(first + 3)),
                row.optionalReal(first + 4).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                whole(row, first + 5));
        return new AssistantDraft(PlainText.of(row.text(first)),
                Optional.ofNullable(row.nullableText(first + 1)).map(PlainText::of),
                PlainText.of(row.text(first + 2)), options, whole(row, first + 6), row.scope(first + 7),
                Optional.ofNullable(row.nullableText(first + 8))
                        .map(mode -> Labels.constant(SessionMode.class, mode)),
                row.optionalBool(first + 9), StoredJson.metadata(row.text(first + 10)));
    }

    private static OptionalInt whole(Row row, int column) throws SQLException {
        return row.optionalNumber(column).map(value -> OptionalInt.of(value.intValue())).orElse(OptionalInt.empty());
    }

    static void bind(Parameters parameters, AssistantDraft draft) throws SQLException {
        ModelOptions model = draft.model();
        parameters.text(draft.name().value())
                .text(draft.description().map(PlainText::value).orElse(null))
                .text(draft.instructions().value())
                .text(model.model().orElse(null))
                .real(model.temperature().isPresent() ? model.temperature().getAsDouble() : null)
                .integer(model.answerTokens().isPresent() ? model.answerTokens().getAsInt() : null)
                .integer(draft.window().isPresent() ? draft.window().getAsInt() : null)
                .scope(draft.scope())
                .inferred(draft.mode().map(Labels::of).orElse(null))
                .bool(draft.remembers().orElse(null))
                .inferred(StoredJson.of(draft.metadata()));
    }

    /** Reads what counts of an assistant while a turn is executed. */
    static Persona persona(String text) {
        return JsonTokens.read(text, json -> {
            JsonTokens.expect(json.nextToken(), JsonToken.START_OBJECT);
            Map<String, String> fields = JsonTokens.fields(json, new HashMap<>());
            var options = new ModelOptions(Optional.ofNullable(fields.get("model")),
                    fields.containsKey("temperature")
                            ? OptionalDouble.of(Double.parseDouble(JsonTokens.text(fields, "temperature")))
                            : OptionalDouble.empty(),
                    whole(fields, "answer_tokens"));
            return new Persona(revision(fields, "id", "revision"),
                    PlainText.of(JsonTokens.text(fields, "instructions")), options, whole(fields, "messages"),
                    Optional.ofNullable(fields.get("remembers")).map(Boolean::valueOf));
        });
    }

    static AssistantRevision revision(Map<String, String> fields, String id, String revision) {
        return new AssistantRevision(new AssistantId(JsonTokens.uuid(fields, id)),
                (int) JsonTokens.number(fields, revision));
    }

    private static OptionalInt whole(Map<String, String> fields, String name) {
        return fields.containsKey(name) ? OptionalInt.of((int) JsonTokens.number(fields, name)) : OptionalInt.empty();
    }
}
