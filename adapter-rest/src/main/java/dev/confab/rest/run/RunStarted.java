package dev.confab.rest.run;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;

/** Which run a stream is about, at its beginning. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
record RunStarted(String runId, String sessionId, String status) {}
