/**
 * How much an owner may use: requests, runs at once, tokens and money. Rules and values, and the port that keeps what was
 * used. What a turn may use at the most is held back before it begins, and what it did use is charged when it has ended.
 */
@NullMarked
package dev.confab.domain.quota;

import org.jspecify.annotations.NullMarked;
