package dev.confab.rest.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.grounding.Citation;
import dev.confab.rest.document.PageAddress;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer points into a passage.
 *
 * @param position where in the answer the marker ends, in UTF-16 code units
 * @param url      where the page can be read that the quote stands on
 */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Cited(int marker, int position, String documentId, int version, String passageId, String title,
        @Nullable Integer page, Span span, String quote, String url) {

    /** Where the quote stands in the text of the version, in UTF-16 code units. */
    @Serdeable.Serializable
    public record Span(int from, int to) {}

    static Cited of(Citation citation) {
        return new Cited(citation.marker(), citation.at(), citation.document().toString(), citation.version(),
                citation.passage().toString(), citation.title().value(), citation.page().orElse(null),
                new Span(citation.span().from(), citation.span().to()), citation.quote().value(),
                PageAddress.of(citation.document(), citation.version(), citation.page(), citation.span().from()));
    }

    /** Returns citations as clients read them. */
    public static List<Cited> all(List<Citation> citations) {
        return citations.stream().map(Cited::of).toList();
    }
}
