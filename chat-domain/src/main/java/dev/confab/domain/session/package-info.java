/**
 * Sessions and their store. Opening and closing a turn are the two writes everything else hangs on, so they are
 * single methods of {@link dev.confab.domain.session.SessionStore}, each one transaction.
 */
@NullMarked
package dev.confab.domain.session;

import org.jspecify.annotations.NullMarked;
