/** Tokens: made and revoked by operators, recognised when callers show them, and looked after while their streams are open. */
@NullMarked
package dev.confab.application.identity;

import org.jspecify.annotations.NullMarked;
