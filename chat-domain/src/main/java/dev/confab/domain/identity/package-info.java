/**
 * Who may call, and as whom: callers, the tokens they show, and where tokens are kept. How a token travels is an adapter's
 * matter.
 */
@NullMarked
package dev.confab.domain.identity;

import org.jspecify.annotations.NullMarked;
