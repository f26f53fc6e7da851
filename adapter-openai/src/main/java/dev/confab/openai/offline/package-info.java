/**
 * The built-in model that needs no key and no network: deterministic and extractive. It quotes the sentences of the
 * selected text, of the retrieved passages or of the session that fit the question best, and says that it does nothing
 * else.
 *
 * <p>
 * Pure Java over the ports of the domain; nothing here knows a provider, a framework or a wire.
 */
@NullMarked
package dev.confab.openai.offline;

import org.jspecify.annotations.NullMarked;
