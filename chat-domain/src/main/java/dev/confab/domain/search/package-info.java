/**
 * Searching one's own messages and titles: how words of many languages are told to be the same, what a query asks for, how
 * well a text has it, and which part of the text to show. Who keeps messages only has to find the candidates.
 */
@NullMarked
package dev.confab.domain.search;

import org.jspecify.annotations.NullMarked;
