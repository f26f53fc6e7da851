package dev.confab.rest.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a version, page by page.
 *
 * @param next the number of the page that follows; null when these are the last ones
 */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record DocumentPages(String documentId, int version, List<PageView> pages, @Nullable Integer next) {}
