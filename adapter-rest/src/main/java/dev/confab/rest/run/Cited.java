package dev.confab.rest.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.PlainText;
import dev.confab.domain.grounding.Citation;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an answer points into a passage. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Cited(int marker, String passageId, String documentId, String title, @Nullable String quote) {

    static Cited of(Citation citation) {
        return new Cited(citation.marker(), citation.passage().toString(), citation.document().toString(),
                citation.title().value(), citation.quote().map(PlainText::value).orElse(null));
    }

    /** Returns citations as clients read them. */
    public static List<Cited> all(List<Citation> citations) {
        return citations.stream().map(Cited::of).toList();
    }
}
