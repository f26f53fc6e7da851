/**
 * What is sent to the model for one run, and the rule that composes it from instructions, evidence, window and
 * question within the model's token budget.
 */
@NullMarked
package dev.confab.domain.prompt;

import org.jspecify.annotations.NullMarked;
