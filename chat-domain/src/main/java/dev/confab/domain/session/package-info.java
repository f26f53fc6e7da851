/**
 * Sessions and their store. Opening and closing a turn are the two writes everything else hangs on, so they are
 * single methods of {@link dev.confab.domain.session.SessionStore}, each one transaction. Other ports over the same sessions
 * list and name them ({@link dev.confab.domain.session.SessionCatalog}), tell what has changed
 * ({@link dev.confab.domain.session.SessionFeed}), and take in what devices did while they were away
 * ({@link dev.confab.domain.session.SessionSync}).
 */
@NullMarked
package dev.confab.domain.session;

import org.jspecify.annotations.NullMarked;
