/**
 * What is stored of one owner as a whole: to give it all to him, to forget it all, and to forget what is old.
 */
@NullMarked
package dev.confab.domain.account;

import org.jspecify.annotations.NullMarked;
