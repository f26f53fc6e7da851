package dev.confab.rest.stream;

import dev.confab.application.identity.CallerWatch;
import dev.confab.rest.config.Keys;
import dev.confab.rest.identity.Callers;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Objects;

/** Opens streams of events. Needs no thread and no timer of its own: each stream lives on its connection's event loop. */
@Singleton
public final class EventStreams {

    private final StreamLimits limits;
    private final CallerWatch watch;

    @Inject
    EventStreams(Keys keys, CallerWatch watch) {
        this(StreamLimits.from(keys), watch);
    }

    /**
     * Streams within other limits than those that are set.
     *
     * @param watch cuts those of callers who are not known any more
     */
    public EventStreams(StreamLimits limits, CallerWatch watch) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.watch = Objects.requireNonNull(watch, "watch");
    }

    /**
     * Opens a stream as the answer to a request. The controller returns {@link EventStream#response()}; whatever is sent
     * before that waits. A stream whose response is never returned is closed when its client's patience is over.
     *
     * <p>When the caller's token is revoked or over, his connection is cut within a second.
     *
     * <p>The answer to a HEAD request has no body: its stream is closed from the beginning.
     *
     * @throws IllegalArgumentException if the request did not come over a connection of this server
     */
    public EventStream open(HttpRequest<?> request) {
        EventStream stream = EventStream.open(request, limits);
        Callers.of(request).ifPresent(caller -> stream.onClosed(watch.begin(caller, stream::abort)::end));
        return stream;
    }
}
