/**
 * Taking along what is stored of oneself, and having it erased, over HTTP. What is large is read while it is sent, a page at
 * a time.
 */
@NullMarked
package dev.confab.rest.export;

import org.jspecify.annotations.NullMarked;
