/**
 * Servers of their own processes over one real PostgreSQL, and what may happen to them: killed, stopped, cut off, asked
 * twice. Here are the proofs, and what they share: processes, a client, a model that can be predicted, and the audit.
 */
@NullMarked
package dev.confab.rest.chaos;

import org.jspecify.annotations.NullMarked;
