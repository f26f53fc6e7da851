/**
 * Keeps what the core stores in PostgreSQL: an embedded server by default, or the one that {@code DATABASE_URL} names.
 */
@NullMarked
package dev.confab.postgres;

import org.jspecify.annotations.NullMarked;
