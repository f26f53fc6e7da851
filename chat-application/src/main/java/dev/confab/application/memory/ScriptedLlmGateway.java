package dev.confab.application.memory;

import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model that says what a test wrote down: each call takes the next script of the queue. It records every call and counts
 * the streams that were not closed. Safe for use by several threads at once; calls made at once take scripts in no
 * particular order.
 */
public final class ScriptedLlmGateway implements LlmGateway {

    private final ModelProfile profile;
    private final Queue<List<ReplyEvent>> scripts = new ConcurrentLinkedQueue<>();
    private final List<ModelCall> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile Optional<LlmFault> outage = Optional.empty();

    /** Makes a model with a window of 8,192 tokens. */
    public ScriptedLlmGateway() {
        this(new ModelProfile("scripted", "script", 8_192, 1_024));
    }

    /** Makes a model that says this about itself. */
    public ScriptedLlmGateway(ModelProfile profile) {
        this.profile = Objects.requireNonNull(profile, "profile");
    }

    /** The next call without a script answers this, in these pieces, and ends well. */
    public ScriptedLlmGateway reply(String... pieces) {
        List<ReplyEvent> events = deltas(pieces);
        events.add(new ReplyEvent.Completed(FinishReason.STOP, Optional.empty()));
        return script(events);
    }

    /** The next call without a script fails, after these pieces. */
    public ScriptedLlmGateway fail(LlmFault fault, String... pieces) {
        List<ReplyEvent> events = deltas(pieces);
        events.add(new ReplyEvent.Failed(fault));
        return script(events);
    }

    /** The next call without a script says these pieces and then nothing more until it is closed. */
    public ScriptedLlmGateway hang(String... pieces) {
        List<ReplyEvent> events = deltas(pieces);
        return script(events);
    }

    /** The next call without a script gives these events; without an end among them it hangs after the last one. */
    public ScriptedLlmGateway script(List<ReplyEvent> events) {
        scripts.add(List.copyOf(events));
        return this;
    }

    /** From now on every call fails so at once and takes no script. */
    public ScriptedLlmGateway away(LlmFault fault) {
        outage = Optional.of(fault);
        return this;
    }

    /** From now on calls take scripts again. */
    public ScriptedLlmGateway back() {
        outage = Optional.empty();
        return this;
    }

    /** Returns the calls so far, in order. */
    public List<ModelCall> calls() {
        return List.copyOf(calls);
    }

    /** Returns how many streams were opened and not closed yet. */
    public int openStreams() {
        return open.get();
    }

    @Override
    public ReplyStream open(ModelCall call) {
        calls.add(Objects.requireNonNull(call, "call"));
        List<ReplyEvent> script = outage.map(fault -> List.<ReplyEvent>of(new ReplyEvent.Failed(fault)))
                .orElseGet(scripts::poll);
        if (script == null) {
            script = List.of(
                    new ReplyEvent.Failed(new LlmFault.ProtocolBroken("the script has no reply for this call", null)));
        }
        open.incrementAndGet();
        return new ScriptedReply(script, open::decrementAndGet);
    }

    @Override
    public ModelProfile profile() {
        return profile;
    }

    @Override
    public Optional<LlmFault> outage(ModelOptions options) {
        return outage;
    }

    private static List<ReplyEvent> deltas(String... pieces) {
        var events = new ArrayList<ReplyEvent>();
        for (String piece : pieces) {
            events.add(new ReplyEvent.Delta(PlainText.of(piece)));
        }
        return events;
    }
}
