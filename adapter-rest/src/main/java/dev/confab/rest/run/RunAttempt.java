package dev.confab.rest.run;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;

/** That a call of the model failed and the next one follows. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
record RunAttempt(int failed, String code) {}
