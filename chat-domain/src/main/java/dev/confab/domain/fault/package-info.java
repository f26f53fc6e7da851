/**
 * The one family of faults that Confab's ports throw. Adapters create these types and never extend them; whether a
 * retry can help follows from the type.
 *
 * <p>
 * A message names ids, limits and phases. It never carries people's words, prompts, SQL or what a provider sent.
 */
@NullMarked
package dev.confab.domain.fault;

import org.jspecify.annotations.NullMarked;
