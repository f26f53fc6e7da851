package dev.confab.openai;

import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.LlmFault.Phase;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.openai.http.Lifeline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One reply: attempts until one gives text, then that one to its end. */
final class OpenAiReply implements ReplyStream {

    private final Wiring wiring;
    private final ModelCall call;
    private final CallLog log;
    private final Breaker breaker;
    private final Object lock = new Object();
    private @Nullable Lifeline line;
    private boolean reading;
    private boolean closed;
    private boolean ended;

    // Only the reading thread's.
    private @Nullable Attempt attempt;
    private Breaker.@Nullable Permit permit;
    private @Nullable Duration pause;
    private int attempts;
    private boolean spoke;

    OpenAiReply(Wiring wiring, ModelCall call, CallLog log) {
        this.wiring = wiring;
        this.call = call;
        this.log = log;
        this.breaker = wiring.breakers().of(call.options());
    }

    @Override
    public ReplyEvent next() {
        Lifeline held = enter();
        @Nullable
        ReplyEvent event = null;
        try {
            event = read(held);
            return event;
        } finally {
            leave(held, event);
        }
    }

    private Lifeline enter() {
        synchronized (lock) {
            if (ended) {
                throw new IllegalStateException("the reply has ended");
            }
            if (reading) {
                throw new IllegalStateException("one thread at a time reads a reply");
            }
            reading = true;
            if (line == null) {
                line = Lifeline.begin(wiring.watchdog(), wiring.limits());
                log.begins();
                if (closed) {
                    line.close();
                }
            }
            return line;
        }
    }

    /** @param event what is returned, null if a bug is thrown instead */
    private void leave(Lifeline held, @Nullable ReplyEvent event) {
        boolean over = event == null || event instanceof ReplyEvent.End;
        if (over) {
            dropAttempt();
            held.finish();
        } else {
            held.rest();
        }
        synchronized (lock) {
            reading = false;
            ended = over;
        }
        if (event instanceof ReplyEvent.End end) {
            log.ended(call, attempts, end);
        }
    }

    private ReplyEvent read(Lifeline held) {
        try {
            return held.closed() ? new ReplyEvent.Cancelled() : advance(held);
        } catch (LlmFault fault) {
            return failed(held, fault);
        } catch (IOException broken) {
            // A socket of ours has no timeout but the one for connecting, which may notice before the watchdog does.
            Optional<Phase> late = held.overrun()
                    .or(() -> broken instanceof SocketTimeoutException ? Optional.of(Phase.CONNECT) : Optional.empty());
            return failed(held, late.<LlmFault>map(
                    phase -> new LlmFault.TimedOut(phase, wiring.limits().of(phase), broken))
                    .orElseGet(() -> FaultTranslator.broken(broken)));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return new ReplyEvent.Cancelled();
        }
    }

    private ReplyEvent advance(Lifeline held) throws IOException, InterruptedException {
        if (pause != null) {
            wiring.pause().of(pause, held.closing());
            pause = null;
            if (held.closed()) {
                return new ReplyEvent.Cancelled();
            }
            held.renew();
        }
        if (attempt == null) {
            switch (breaker.enter()) {
                case Breaker.Refused refused -> {
                    return new ReplyEvent.Failed(refused.fault());
                }
                case Breaker.Permit given -> attempt = begin(held, given);
            }
        }
        PlainText text = attempt.next();
        if (held.closed()) {
            return new ReplyEvent.Cancelled();
        }
        if (text.length() == 0) {
            return attempt.end();
        }
        if (!spoke) {
            spoke = true;
            log.speaks();
        }
        return new ReplyEvent.Delta(text);
    }

    private Attempt begin(Lifeline held, Breaker.Permit given) throws IOException {
        permit = given;
        attempts++;
        return Attempt.begin(wiring, held, Requests.chat(call.prompt(), call.options(), wiring.limitName()),
                given::succeeded);
    }

    private ReplyEvent failed(Lifeline held, LlmFault fault) {
        boolean cancelled = held.closed() || Thread.currentThread().isInterrupted();
        if (permit != null && !cancelled) {
            permit.failed(fault);
        }
        dropAttempt();
        if (cancelled) {
            return new ReplyEvent.Cancelled();
        }
        Optional<Duration> next = spoke ? Optional.empty() : wiring.retries().pause(attempts, fault, held.left());
        if (next.isEmpty() || isShutOutFor(next.get())) {
            return new ReplyEvent.Failed(fault);
        }
        pause = next.get();
        return new ReplyEvent.Retrying(attempts, fault, next.get());
    }

    /** Whether the next attempt would be refused: then what made the last one fail says more than the refusal. */
    private boolean isShutOutFor(Duration time) {
        return breaker.outage()
                .flatMap(LlmFault::retryAfter)
                .filter(rest -> rest.compareTo(time) > 0)
                .isPresent();
    }

    private void dropAttempt() {
        if (permit != null) {
            permit.drop();
            permit = null;
        }
        if (attempt != null) {
            attempt.close();
            attempt = null;
        }
    }

    @Override
    public void close() {
        boolean unread;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            if (line != null) {
                line.close();
            }
            // With nobody reading, the reading thread's things are ours.
            unread = !reading && !ended && line != null;
            if (unread) {
                dropAttempt();
            }
        }
        if (unread) {
            log.ended(call, attempts, new ReplyEvent.Cancelled());
        }
    }
}
