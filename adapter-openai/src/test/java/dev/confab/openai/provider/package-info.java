/**
 * A model provider on loopback that behaves, or misbehaves, byte by byte as a test asks.
 */
@NullMarked
package dev.confab.openai.provider;

import org.jspecify.annotations.NullMarked;
