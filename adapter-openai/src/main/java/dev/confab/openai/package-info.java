/**
 * Asks language models over the OpenAI protocol, whoever speaks it, and answers offline when none is configured.
 */
@NullMarked
package dev.confab.openai;

import org.jspecify.annotations.NullMarked;
