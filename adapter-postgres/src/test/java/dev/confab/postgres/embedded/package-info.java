/** The embedded server, started, killed and started again. */
@NullMarked
package dev.confab.postgres.embedded;

import org.jspecify.annotations.NullMarked;
