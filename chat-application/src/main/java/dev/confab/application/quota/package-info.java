/**
 * How much users may use, and how much they have used: counting requests, telling, and charging what was used beside turns. Turns hold
 * back and charge what they use by themselves.
 */
@NullMarked
package dev.confab.application.quota;

import org.jspecify.annotations.NullMarked;
