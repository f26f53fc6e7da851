/** Tests of the built-in model: which sentence it quotes, and how it behaves as a gateway. */
@NullMarked
package dev.confab.openai.offline;

import org.jspecify.annotations.NullMarked;
