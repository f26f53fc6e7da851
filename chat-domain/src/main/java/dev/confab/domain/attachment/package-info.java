/**
 * What a user gives along with a message: places that were marked on pictures, and other context with a structure; and how
 * such things are told in words.
 */
@NullMarked
package dev.confab.domain.attachment;

import org.jspecify.annotations.NullMarked;
