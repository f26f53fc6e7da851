/**
 * The web page at {@code /}, the status for programs there, and the pages about the interface.
 */
@NullMarked
package dev.confab.rest.page;

import org.jspecify.annotations.NullMarked;
