package dev.confab.rest.run;

import dev.confab.application.run.RunEvent;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunStatus;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemBody;
import dev.confab.rest.request.RequestFacts;
import dev.confab.rest.stream.EventBytes;
import dev.confab.rest.stream.EventStream;
import io.micronaut.http.HttpRequest;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run's events to a stream, in order. What comes before the stream is there waits. A piece that is too long to be
 * sent at once goes out in parts, on a thread of its own, as fast as the client takes them; what comes meanwhile waits
 * behind it.
 */
final class RunTranscript {

    /** The longest piece that is sent at once: as JSON it may have six times as many bytes. */
    private static final int AT_ONCE = 8_192;
    private static final int WIDEST = 6;
    private static final int AROUND = 256;
    /** How long a client that is sent away waits before it comes back. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final JsonMapper json;
    private final RequestFacts facts;
    private final Queue<RunEvent> waiting = new ArrayDeque<>();
    private @Nullable EventStream stream;
    private boolean inParts;
    private volatile boolean over;
    private final boolean stored;

    /** @param stored whether the run can be found again; otherwise nobody is told how it is called */
    RunTranscript(JsonMapper json, HttpRequest<?> request, boolean stored) {
        this.json = json;
        this.stored = stored;
        this.facts = RequestFacts.of(request);
    }

    /** Returns whether there is nothing more to tell: the run's end was told, or the client was sent elsewhere. */
    boolean isOver() {
        return over;
    }

    void begin(EventStream opened, SessionId session, RunId run, RunStatus status) {
        facts.session(session);
        facts.run(run);
        begin(opened, RunStarted.of(run, session, status));
    }

    /** Begins with a run that is not stored. */
    void begin(EventStream opened) {
        begin(opened, RunStarted.PASSING);
    }

    private void begin(EventStream opened, RunStarted started) {
        facts.outcome("streaming");
        opened.event("run", write(started));
        synchronized (this) {
            stream = opened;
            tellWaiting(opened);
        }
    }

    synchronized void on(RunEvent event) {
        if (stream == null || inParts) {
            waiting.add(event);
        } else {
            tell(stream, event);
        }
    }

    private void tell(EventStream to, RunEvent event) {
        switch (event) {
            case RunEvent.Text text when text.text().length() > AT_ONCE -> {
                inParts = true;
                Thread.ofVirtual().name("confab-stream-parts").start(() -> tellInParts(to, text));
            }
            case RunEvent.Text text -> to.text(text.end(), text.text());
            case RunEvent.Cited cited -> to.event("citation", write(Cited.of(cited.citation())));
            case RunEvent.Attempt attempt ->
                to.event("attempt", write(new RunAttempt(attempt.failed(), attempt.code())));
            case RunEvent.Ended ended -> {
                over = true;
                to.send(end(ended.run(), ended.answer()));
                to.end();
            }
            case RunEvent.Detached detached -> {
                over = true;
                to.send(new EventBytes().retry(RETRY));
                to.end();
            }
        }
    }

    private void tellInParts(EventStream to, RunEvent.Text text) {
        try {
            String whole = text.text();
            int begin = text.end() - whole.length();
            int from = 0;
            while (from < whole.length()) {
                int end = Math.min(whole.length(), from + AT_ONCE);
                if (end < whole.length() && Character.isHighSurrogate(whole.charAt(end - 1))) {
                    end--;
                }
                if (!to.awaitRoom(AT_ONCE * WIDEST + AROUND)) {
                    return;
                }
                to.text(begin + end, whole.substring(from, end));
                from = end;
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            to.abort();
            return;
        }
        synchronized (this) {
            inParts = false;
            tellWaiting(to);
        }
    }

    private void tellWaiting(EventStream to) {
        while (!waiting.isEmpty() && !inParts) {
            tell(to, waiting.remove());
        }
    }

    private EventBytes end(Run run, Optional<Message> answer) {
        var events = new EventBytes();
        Optional<RunError> failure = run.status() == RunStatus.FAILED ? run.error() : Optional.empty();
        return failure.isPresent()
                ? events.event("error", write(ProblemBody.of(
                        stored ? Problem.of(failure.get(), Optional.empty()).inSession(run.session()).ofRun(run.id())
                                : Problem.of(failure.get(), Optional.empty()),
                        facts.requestId())))
                : events.event("done", write(stored ? RunDone.of(run, answer) : RunDone.passing(run)));
    }

    private byte[] write(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
