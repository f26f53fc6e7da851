/**
 * The conversation with a language model: one call, one closeable pull stream of events, exactly one end.
 *
 * <p>
 * No vendor's type, no reactive type and no callback crosses this border.
 */
@NullMarked
package dev.confab.domain.llm;

import org.jspecify.annotations.NullMarked;
