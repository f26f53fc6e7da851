/** Assistants over HTTP. */
@NullMarked
package dev.confab.rest.assistant;

import org.jspecify.annotations.NullMarked;
