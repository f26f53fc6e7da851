/** What this adapter promises, on a real server. */
@NullMarked
package dev.confab.postgres;

import org.jspecify.annotations.NullMarked;
