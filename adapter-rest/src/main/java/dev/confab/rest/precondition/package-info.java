/**
 * What requests say about the state of things that they are about: the headers {@code If-Match} and {@code If-None-Match}.
 */
@NullMarked
package dev.confab.rest.precondition;

import org.jspecify.annotations.NullMarked;
