/**
 * Documents over HTTP: {@code /documents}, from the upload to the page that a citation points to.
 */
@NullMarked
package dev.confab.rest.document;

import org.jspecify.annotations.NullMarked;
