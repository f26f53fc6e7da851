/**
 * The entries of a session's append-only log.
 */
@NullMarked
package dev.confab.domain.message;

import org.jspecify.annotations.NullMarked;
