package dev.confab.application.background;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.prompt.Prompt;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Calls of the model that nobody watches. All that are going on can be ended at once. */
final class QuietCalls {

    /** An answer that is longer is broken off there: nobody has any use for it. */
    private static final int LONGEST = 20_000;

    private final LlmGateway llm;
    private final Set<ReplyStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;
    private volatile Charging charging = (owner, model, used) -> {};

    QuietCalls(LlmGateway llm) {
        this.llm = llm;
    }

    /** Is told what was used for whom. */
    interface Charging {
        void of(Owner owner, String model, Usage used);
    }

    /** Charges what calls use from now on. */
    void chargeTo(Charging other) {
        charging = other;
    }

    /** The process ends, and so do its calls. */
    static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Stopped() {
            super("this process ends", null, false, false);
        }
    }

    LlmGateway llm() {
        return llm;
    }

    /**
     * Asks and waits for the answer, with no chance in it where the model allows that.
     *
     * @param owner        is charged with what it uses, as the provider tells it; the answer counts even if that fails
     * @param run          what the call is known by in logs
     * @param answerTokens the longest answer
     * @return the answer, possibly blank
     * @throws LlmFault if none comes
     * @throws Stopped  if calls are ended
     */
    PlainText answer(Owner owner, SessionId session, RunId run, Prompt prompt, int answerTokens) {
        Optional<LlmFault> away = llm.outage();
        if (away.isPresent()) {
            throw away.get();
        }
        var options = new ModelOptions(Optional.empty(), OptionalDouble.of(0), OptionalInt.of(answerTokens))
                .within(llm.profile().contextTokens());
        try (ReplyStream reply = llm.open(new ModelCall(session, run, prompt, options))) {
            open.add(reply);
            try {
                return read(owner, reply);
            } finally {
                open.remove(reply);
            }
        }
    }

    private PlainText read(Owner owner, ReplyStream reply) {
        var text = new StringBuilder();
        while (true) {
            if (stopped) {
                throw new Stopped();
            }
            switch (reply.next()) {
                case ReplyEvent.Retrying retrying -> {}
                case ReplyEvent.Delta delta -> {
                    text.append(delta.text().value());
                    if (text.length() > LONGEST) {
                        return PlainText.repaired(text.substring(0, LONGEST));
                    }
                }
                case ReplyEvent.Completed completed -> {
                    completed.usage().ifPresent(used -> charge(owner, used));
                    return PlainText.repaired(text.toString());
                }
                case ReplyEvent.Failed failed -> throw failed.fault();
                case ReplyEvent.Cancelled cancelled -> throw new Stopped();
            }
        }
    }

    private void charge(Owner owner, Usage used) {
        try {
            charging.of(owner, llm.profile().model(), used);
        } catch (StoreFault away) {
            // To ask the model once more would cost more than it is worth.
        }
    }

    /** Ends all calls that are going on and all that begin later. */
    void stop() {
        stopped = true;
        open.forEach(ReplyStream::close);
    }
}
