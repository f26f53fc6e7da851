package dev.confab.postgres;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageMark;
import dev.confab.domain.document.PageText.Heading;
import dev.confab.domain.document.TextSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is stored as JSON with pages and passages. An empty list is not stored. */
final class StoredPassages {

    private StoredPassages() {}

    static Optional<String> words(List<PlainText> headings) {
        return headings.isEmpty() ? Optional.empty() : Optional.of(JsonTokens.write(json -> {
            json.writeStartArray();
            for (PlainText heading : headings) {
                json.writeString(heading.value());
            }
            json.writeEndArray();
        }));
    }

    static List<PlainText> words(@Nullable String text) {
        return text == null ? List.of() : JsonTokens.read(text, json -> {
            JsonTokens.expect(json.nextToken(), JsonToken.START_ARRAY);
            return JsonTokens.scalars(json).stream().map(PlainText::of).toList();
        });
    }

    static Optional<String> marks(List<PageMark> marks) {
        return marks.isEmpty() ? Optional.empty() : Optional.of(JsonTokens.write(json -> {
            json.writeStartArray();
            for (PageMark mark : marks) {
                json.writeArray(new int[] { mark.page(), mark.at() }, 0, 2);
            }
            json.writeEndArray();
        }));
    }

    static List<PageMark> marks(@Nullable String text) {
        return lists(text, json -> new PageMark(integer(json), integer(json)));
    }

    static Optional<String> headings(List<Heading> headings) {
        return headings.isEmpty() ? Optional.empty() : Optional.of(JsonTokens.write(json -> {
            json.writeStartArray();
            for (Heading heading : headings) {
                json.writeStartArray();
                json.writeNumber(heading.span().from());
                json.writeNumber(heading.span().to());
                json.writeNumber(heading.level());
                json.writeString(heading.words().value());
                json.writeEndArray();
            }
            json.writeEndArray();
        }));
    }

    static List<Heading> headings(@Nullable String text) {
        return lists(text, json -> new Heading(new TextSpan(integer(json), integer(json)), integer(json),
                PlainText.of(JsonTokens.nextText(json))));
    }

    /** Reads a list of lists, each of which is one thing. */
    private static <T> List<T> lists(@Nullable String text, JsonTokens.Reading<T> one) {
        return text == null ? List.of() : JsonTokens.read(text, json -> {
            var all = new ArrayList<T>();
            JsonTokens.expect(json.nextToken(), JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_ARRAY) {
                all.add(one.from(json));
                JsonTokens.expect(json.nextToken(), JsonToken.END_ARRAY);
            }
            return List.copyOf(all);
        });
    }

    private static int integer(JsonParser json) throws IOException {
        JsonTokens.expect(json.nextToken(), JsonToken.VALUE_NUMBER_INT);
        return json.getIntValue();
    }
}
