package dev.confab.rest.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;

/**
 * What was erased.
 *
 * @param complete whether nothing is left; otherwise the same request goes on
 * @param erased   how much of what, by this request
 */
@Serdeable.Serializable
@JsonInclude(JsonInclude.Include.ALWAYS)
record ErasedView(boolean complete, Map<String, Long> erased) {}
