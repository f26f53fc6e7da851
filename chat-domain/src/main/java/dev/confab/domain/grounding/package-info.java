/**
 * What an answer may rest on, and the citations that point from an answer back into passages.
 */
@NullMarked
package dev.confab.domain.grounding;

import org.jspecify.annotations.NullMarked;
