/**
 * On whose behalf a request is made: by a token of ours, one of an identity provider, or none where the server knows no users.
 * Controllers take the {@link dev.confab.domain.Owner} as an argument and hand it on; none names one itself.
 *
 * <p>A call needs a token unless its controller says {@code @Secured(SecurityRule.IS_ANONYMOUS)}. A token for reading is good
 * for GET and HEAD, and for what says {@code @Secured(AccessRule.READS)}.
 */
@NullMarked
package dev.confab.rest.identity;

import org.jspecify.annotations.NullMarked;
