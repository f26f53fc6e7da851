/**
 * Work that nobody waits for: done later, once for all processes, and tried again when it fails. What the work is, is not
 * here.
 */
@NullMarked
package dev.confab.domain.background;

import org.jspecify.annotations.NullMarked;
