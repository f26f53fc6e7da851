package dev.confab.rest.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.document.PageText;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;

/**
 * A page of a version's text.
 *
 * @param from where it begins in the text of the version, in UTF-16 code units, as the spans of citations count
 * @param to   where the next page begins
 */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record PageView(String documentId, int version, int page, int from, int to, String text, List<Heading> headings) {

    /** A heading on the page; it stands from one place of the version's text to another. */
    @Serdeable.Serializable
    record Heading(int level, String text, int from, int to) {}

    static PageView of(String document, int version, int from, PageText page) {
        return new PageView(document, version, page.number(), from, from + page.text().length(), page.text().value(),
                page.headings()
                        .stream()
                        .map(heading -> new Heading(heading.level(), heading.words().value(),
                                from + heading.span().from(), from + heading.span().to()))
                        .toList());
    }
}
