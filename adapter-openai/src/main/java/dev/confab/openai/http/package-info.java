/**
 * HTTP/1.1 towards one provider, pulled by the thread that reads: connections, one exchange at a time on each, server-sent
 * events, and the limits and the cancelling of a call.
 *
 * <p>
 * What is sent and what an answer means is not known here.
 */
@NullMarked
package dev.confab.openai.http;

import org.jspecify.annotations.NullMarked;
