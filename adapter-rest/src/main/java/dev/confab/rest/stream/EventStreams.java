package dev.confab.rest.stream;

import dev.confab.rest.config.Keys;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Objects;

/** Opens streams of events. Needs no thread and no timer of its own: each stream lives on its connection's event loop. */
@Singleton
public final class EventStreams {

    private final StreamLimits limits;

    @Inject
    EventStreams(Keys keys) {
        this(StreamLimits.from(keys));
    }

    /** Streams within other limits than those that are set. */
    public EventStreams(StreamLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /**
     * Opens a stream as the answer to a request. The controller returns {@link EventStream#response()}; whatever is sent
     * before that waits. A stream whose response is never returned is closed when its client's patience is over.
     *
     * <p>The answer to a HEAD request has no body: its stream is closed from the beginning.
     *
     * @throws IllegalArgumentException if the request did not come over a connection of this server
     */
    public EventStream open(HttpRequest<?> request) {
        return EventStream.open(request, limits);
    }
}
