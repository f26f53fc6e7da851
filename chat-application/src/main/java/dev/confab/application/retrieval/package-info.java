/** Retrieval without an answer. */
@NullMarked
package dev.confab.application.retrieval;

import org.jspecify.annotations.NullMarked;
