/**
 * Reading of JSON bodies: strictly, and with all that is wrong with a body told at once, each thing by its pointer.
 */
@NullMarked
package dev.confab.rest.json;

import org.jspecify.annotations.NullMarked;
