/**
 * Runs as their users meet them: watching one while it is written, reading where it stands, asking for its end.
 *
 * <p>
 * How runs are executed is not here; no program needs to know.
 */
@NullMarked
package dev.confab.application.run;

import org.jspecify.annotations.NullMarked;
