/**
 * An index of all searchable passages on this machine's disk, derived from the store and following it: {@link
 * dev.confab.retrieval.index.FollowingIndex}. What is found in it is a proposal; who sees what is the store's word.
 */
@NullMarked
package dev.confab.retrieval.index;

import org.jspecify.annotations.NullMarked;
