/**
 * How much a user may use and has used, as clients see it: requests are counted before they are served, and answers tell what is
 * left.
 */
@NullMarked
package dev.confab.rest.quota;

import org.jspecify.annotations.NullMarked;
