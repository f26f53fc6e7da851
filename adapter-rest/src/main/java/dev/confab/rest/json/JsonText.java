package dev.confab.rest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.confab.domain.PlainText;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Parses a body as RFC 8259 says, in UTF-8 only. */
final class JsonText {

    /** No request nests deeper than this by far. */
    static final int DEEPEST = 16;

    /** What is wrong with a text that cannot be stored. */
    static final String FLAW = "holds U+0000 or half of a surrogate pair";

    /** As text: any whole number of so many characters is an int. */
    private static final int LONGEST_WHOLE = 9;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
            // A name seen once is not worth remembering, and a client must not fill a table of ours.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private final Errors errors;

    private JsonText(JsonParser parser, Errors errors) {
        this.parser = parser;
        this.errors = errors;
    }

    /** Returns the one value of the text; what is wrong within it, but not with its syntax, goes to the errors. */
    static Json parse(byte[] body, Errors errors) {
        CharBuffer text = decode(body);
        try (JsonParser parser = FACTORY.createParser(text.array(), text.arrayOffset(), text.length())) {
            if (parser.nextToken() == null) {
                throw new ProblemException(Problem.of(ProblemCode.EMPTY_BODY, "The body holds no JSON."));
            }
            Json value = new JsonText(parser, errors).value(Pointer.ROOT, 1);
            if (parser.nextToken() != null) {
                throw broken("something follows the end of the JSON text", parser);
            }
            return value;
        } catch (JsonProcessingException syntax) {
            throw new ProblemException(Problem.of(ProblemCode.INVALID_JSON, "The body is not JSON"
                    + (syntax.getLocation() == null ? "."
                            : at(syntax.getLocation().getLineNr(),
                                    syntax.getLocation().getColumnNr()))));
        } catch (IOException impossible) {
            throw new UncheckedIOException("a text in memory could not be read", impossible);
        }
    }

    private static CharBuffer decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException malformed) {
            throw new ProblemException(Problem.of(ProblemCode.INVALID_JSON, "The body is not UTF-8."));
        }
    }

    private Json value(String pointer, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw broken("it is nested deeper than " + DEEPEST + " levels", parser);
        }
        return switch (parser.currentToken()) {
            case VALUE_STRING -> {
                String text = parser.getText();
                check(pointer, text);
                yield new Json.Text(text);
            }
            case START_OBJECT -> members(pointer, depth);
            case START_ARRAY -> {
                List<Json> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(Pointer.to(pointer, items.size()), depth + 1));
                }
                yield new Json.Items(items);
            }
            case VALUE_NUMBER_INT -> new Json.Numeral(parser.getTextLength() > LONGEST_WHOLE ? OptionalInt.empty()
                    : OptionalInt.of(parser.getIntValue()), parser.getText());
            case VALUE_NUMBER_FLOAT -> new Json.Numeral(OptionalInt.empty(), parser.getText());
            case VALUE_TRUE -> new Json.Flag(true);
            case VALUE_FALSE -> new Json.Flag(false);
            case VALUE_NULL -> Json.Null.VALUE;
            case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no value begins with " + parser.currentToken());
        };
    }

    private Json members(String pointer, int depth) throws IOException {
        Map<String, Json> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String member = Pointer.to(pointer, name);
            check(pointer, name);
            parser.nextToken();
            if (members.put(name, value(member, depth + 1)) != null) {
                errors.add(member, "is there more than once");
            }
        }
        return new Json.Members(members);
    }

    private void check(String pointer, String text) {
        if (PlainText.firstFlaw(text).isPresent()) {
            errors.add(pointer, FLAW);
        }
    }

    private static ProblemException broken(String why, JsonParser parser) {
        return new ProblemException(Problem.of(ProblemCode.INVALID_JSON, "The body cannot be read: " + why
                + at(parser.currentTokenLocation().getLineNr(), parser.currentTokenLocation().getColumnNr())));
    }

    private static String at(int line, int column) {
        return ", at line " + line + ", column " + column + ".";
    }
}
