package dev.confab.rest.document;

import dev.confab.application.Confab;
import dev.confab.application.document.ReadDocuments;
import dev.confab.application.run.Watch;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.Document;
import dev.confab.rest.request.RequestFacts;
import dev.confab.rest.stream.EventBytes;
import dev.confab.rest.stream.EventStream;
import dev.confab.rest.stream.EventStreams;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Streams how far documents are on their way to being searchable. */
@Singleton
final class DocumentEvents {

    /** How long a client that is sent away waits before it comes back. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ReadDocuments documents;
    private final EventStreams streams;
    private final JsonMapper json;

    DocumentEvents(Confab confab, EventStreams streams, JsonMapper json) {
        this.documents = confab.readDocuments();
        this.streams = streams;
        this.json = json;
    }

    /** Returns the stream as the answer to a request; empty if this owner has no such document. */
    Optional<HttpResponse<?>> follow(HttpRequest<?> request, Owner owner, DocumentId document) {
        var progress = new Progress();
        Optional<Watch> watch = documents.watch(owner, document, progress);
        return watch.map(open -> {
            RequestFacts facts = RequestFacts.of(request);
            facts.document(document);
            facts.outcome("streaming");
            EventStream stream = streams.open(request);
            stream.onClosed(open::close);
            progress.begin(stream);
            return stream.response();
        });
    }

    /** Tells what it hears. Until its stream is there it keeps the latest of it, which says all that went before. */
    private final class Progress implements ReadDocuments.Listener {

        private @Nullable EventStream stream;
        private @Nullable Document latest;
        private boolean over;

        synchronized void begin(EventStream opened) {
            stream = opened;
            if (latest != null) {
                tell(opened, latest);
            }
            if (over) {
                finish(opened);
            }
        }

        @Override
        public synchronized void on(Document document) {
            latest = document;
            if (stream != null) {
                tell(stream, document);
            }
        }

        @Override
        public synchronized void end() {
            over = true;
            if (stream != null) {
                finish(stream);
            }
        }

        private void tell(EventStream to, Document document) {
            boolean last = document.latest().status().isFinal();
            boolean unused = to.event(last ? "done" : "progress", write(DocumentView.of(document)));
        }

        private void finish(EventStream to) {
            if (latest == null || !latest.latest().status().isFinal()) {
                // It is deleted, or this server stops: who comes back is told which.
                boolean unused = to.send(new EventBytes().retry(RETRY));
            }
            to.end();
        }
    }

    private byte[] write(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
