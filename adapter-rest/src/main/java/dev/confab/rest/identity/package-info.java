/**
 * On whose behalf a request is made. Controllers take the {@link dev.confab.domain.Owner} as an argument and hand it on; none
 * names one itself.
 */
@NullMarked
package dev.confab.rest.identity;

import org.jspecify.annotations.NullMarked;
