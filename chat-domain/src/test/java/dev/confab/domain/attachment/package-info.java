/** Tests of what is given along with messages. */
@NullMarked
package dev.confab.domain.attachment;

import org.jspecify.annotations.NullMarked;
