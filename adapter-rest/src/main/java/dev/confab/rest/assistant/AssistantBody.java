package dev.confab.rest.assistant;

import dev.confab.domain.PlainText;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionMode;
import dev.confab.rest.document.DocumentIds;
import dev.confab.rest.error.FieldError;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.RequestFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * What a body says about an assistant: as a whole one, or as a merge patch (RFC 7396) of one that is there. A field that is
 * null is left open, one that is not there stays as it is.
 */
final class AssistantBody implements UnaryOperator<AssistantDraft> {

    private static final String METADATA = "metadata";

    /** A field, and whether it is there at all. */
    private record Said<T>(boolean mentioned, T value) {
        T or(T before) {
            return mentioned ? value : before;
        }
    }

    private final Optional<PlainText> name;
    private final Optional<PlainText> instructions;
    private final Said<Optional<PlainText>> description;
    private final Said<Optional<String>> model;
    private final Said<OptionalDouble> temperature;
    private final Said<OptionalInt> answerTokens;
    private final Said<OptionalInt> window;
    private final Said<Optional<Scope>> scope;
    private final Said<Optional<SessionMode>> mode;
    private final Said<Optional<Boolean>> remembers;
    private final Said<Map<String, Optional<String>>> metadata;
    private final boolean forgetsMetadata;

    private AssistantBody(RequestFields fields, boolean whole) {
        name = required(fields, "name", AssistantDraft.MAX_NAME, whole);
        instructions = required(fields, "instructions", AssistantDraft.MAX_INSTRUCTIONS, whole);
        description = said(fields, "description",
                fields.shortText("description", AssistantDraft.MAX_DESCRIPTION).map(PlainText::of));
        model = said(fields, "model", model(fields));
        temperature = said(fields, "temperature", fields.real("temperature", 0, ModelOptions.MAX_TEMPERATURE));
        answerTokens = said(fields, "max_answer_tokens",
                fields.whole("max_answer_tokens", 1, ModelOptions.MAX_ANSWER_TOKENS));
        window = said(fields, "history_messages", fields.whole("history_messages", 0, NewTurn.MAX_WINDOW));
        scope = said(fields, "document_ids", DocumentIds.of(fields).map(Scope::of));
        mode = said(fields, "mode", fields.oneOf("mode", SessionMode.class));
        remembers = said(fields, "conversation_memory", fields.choice("conversation_memory"));
        metadata = said(fields, METADATA, fields.textChanges(METADATA, Metadata.MAX_ENTRIES, Metadata.MAX_KEY,
                Metadata.MAX_VALUE));
        forgetsMetadata = fields.mentions(METADATA) && !fields.has(METADATA);
    }

    /** Reads the fields of a new assistant. */
    static AssistantBody whole(RequestFields fields) {
        return new AssistantBody(fields, true);
    }

    /** Reads the fields of a change. */
    static AssistantBody patch(RequestFields fields) {
        return new AssistantBody(fields, false);
    }

    private static <T> Said<T> said(RequestFields fields, String field, T value) {
        return new Said<>(fields.mentions(field), value);
    }

    private static Optional<PlainText> required(RequestFields fields, String field, int longest, boolean whole) {
        if (!whole && !fields.mentions(field)) {
            // Asked for, so that it is known as a field.
            return fields.text(field);
        }
        Optional<PlainText> text = fields.requiredText(field);
        if (text.isPresent() && text.get().length() > longest) {
            fields.wrong(field, "has more than " + longest + " characters (UTF-16 code units)");
        }
        return text;
    }

    private static Optional<String> model(RequestFields fields) {
        Optional<String> named = fields.shortText("model", ModelOptions.MAX_NAME);
        if (named.isPresent() && !ModelOptions.isName(named.get())) {
            fields.wrong("model", "holds control characters");
        }
        return named;
    }

    /** Returns a new assistant's draft. */
    AssistantDraft draft() {
        return apply(AssistantDraft.of("-", "-"));
    }

    /** @throws ProblemException if it would have too much metadata */
    @Override
    public AssistantDraft apply(AssistantDraft before) {
        var options = new ModelOptions(model.or(before.model().model()), temperature.or(before.model().temperature()),
                answerTokens.or(before.model().answerTokens()));
        return new AssistantDraft(name.orElse(before.name()), description.or(before.description()),
                instructions.orElse(before.instructions()), options, window.or(before.window()),
                scope.or(before.scope()), mode.or(before.mode()), remembers.or(before.remembers()),
                changed(before.metadata()));
    }

    private Metadata changed(Metadata before) {
        if (!metadata.mentioned()) {
            return before;
        }
        Map<String, String> entries = new LinkedHashMap<>(forgetsMetadata ? Map.of() : before.entries());
        metadata.value()
                .forEach((key, value) -> value.ifPresentOrElse(text -> entries.put(key, text),
                        () -> entries.remove(key)));
        if (entries.size() > Metadata.MAX_ENTRIES) {
            throw new ProblemException(Problem.invalid(List.of(new FieldError("/" + METADATA,
                    "would have more than " + Metadata.MAX_ENTRIES + " entries"))));
        }
        return entries.isEmpty() ? Metadata.NONE : new Metadata(entries);
    }
}
