package dev.confab.domain.llm;

/**
 * One reply of a model, pulled by its consumer.
 *
 * <p>
 * {@link #next()} is for one thread at a time and blocks, which suits a virtual thread. {@link #close()} may be called by
 * any thread at any moment, more than once, and is how a call is cancelled: it releases the connection to the provider
 * without waiting for it, and a {@code next()} that waits returns {@link ReplyEvent.Cancelled} at once. Whoever opened
 * the stream closes it, also after its end.
 */
public interface ReplyStream extends AutoCloseable {

    /**
     * Returns the next event. A fault of the provider is an event, not an exception.
     *
     * @throws IllegalStateException if an {@link ReplyEvent.End} was already returned
     */
    ReplyEvent next();

    @Override
    void close();
}
