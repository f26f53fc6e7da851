package dev.confab.rest.run;

import dev.confab.application.Confab;
import dev.confab.application.run.CancelRun;
import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;
import dev.confab.application.run.Watch;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.run.RunStatus;
import dev.confab.rest.stream.EventStream;
import dev.confab.rest.stream.EventStreams;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Streams of a run's events. */
@Singleton
public final class RunEvents {

    private final EventStreams streams;
    private final JsonMapper json;
    private final CancelRun cancelRun;

    RunEvents(EventStreams streams, JsonMapper json, Confab confab) {
        this.streams = streams;
        this.json = json;
        this.cancelRun = confab.cancelRun();
    }

    /** Returns a listener whose events go to the client of this request once {@link Open#begin} was called. */
    public Open open(HttpRequest<?> request) {
        return new Open(request, true);
    }

    /** Returns the same for a run that is not stored, whose client gets no address of it. */
    public Open openPassing(HttpRequest<?> request) {
        return new Open(request, false);
    }

    /** A stream that waits for its run. */
    public final class Open implements RunListener {

        private final HttpRequest<?> request;
        private final RunTranscript transcript;

        private Open(HttpRequest<?> request, boolean stored) {
            this.request = request;
            this.transcript = new RunTranscript(json, request, stored);
        }

        @Override
        public void on(RunEvent event) {
            transcript.on(event);
        }

        /** The run is known: what came of it so far goes out, and what comes follows. */
        public HttpResponse<?> begin(SessionId session, RunId run, RunStatus status, Watch watch) {
            return open(session, run, status, watch::close);
        }

        /** As {@link #begin}, for a client that wants its run to end when it goes away. */
        public HttpResponse<?> beginAttached(Owner owner, SessionId session, RunId run, RunStatus status,
                Watch watch) {
            return open(session, run, status, () -> {
                watch.close();
                if (!transcript.isOver()) {
                    Thread.ofVirtual().name("confab-detached").start(() -> cancel(owner, run));
                }
            });
        }

        /** As {@link #begin}, for a run that is not stored: when its client goes away it ends. */
        public HttpResponse<?> beginPassing(Watch call) {
            EventStream stream = streams.open(request);
            stream.onClosed(call::close);
            transcript.begin(stream);
            return stream.response();
        }

        private HttpResponse<?> open(SessionId session, RunId run, RunStatus status, Runnable onClosed) {
            EventStream stream = streams.open(request);
            stream.onClosed(onClosed);
            transcript.begin(stream, session, run, status);
            return stream.response();
        }
    }

    private void cancel(Owner owner, RunId run) {
        try {
            Optional<?> unused = cancelRun.cancel(owner, run);
        } catch (StoreFault away) {
            // The run goes on to its own end: nobody is there to be told.
        }
    }
}
