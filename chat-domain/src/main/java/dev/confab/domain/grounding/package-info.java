/**
 * What an answer may rest on, the citations that point from an answer back into passages, and what is said when no passage
 * is worth an answer. How passages are found is not here.
 */
@NullMarked
package dev.confab.domain.grounding;

import org.jspecify.annotations.NullMarked;
