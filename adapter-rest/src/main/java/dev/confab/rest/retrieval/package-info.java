/**
 * Retrieval alone, over HTTP: what a question would find, and why.
 */
@NullMarked
package dev.confab.rest.retrieval;

import org.jspecify.annotations.NullMarked;
