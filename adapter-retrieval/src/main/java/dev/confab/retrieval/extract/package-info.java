/**
 * Reads the text of files that nobody vouches for: tells by their content what they are, keeps headings and pages, and
 * repairs what is flawed.
 */
@NullMarked
package dev.confab.retrieval.extract;

import org.jspecify.annotations.NullMarked;
