package dev.confab.application.background;

import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A model that answers chats with "yes" and is told what it says about titles and summaries. */
final class TalkingModel implements LlmGateway {

    final List<ModelCall> titles = new CopyOnWriteArrayList<>();
    final List<ModelCall> summaries = new CopyOnWriteArrayList<>();
    final List<ModelCall> chats = new CopyOnWriteArrayList<>();
    volatile Function<ModelCall, List<ReplyEvent>> title = call -> saying("A title");
    volatile Function<ModelCall, List<ReplyEvent>> summary = call -> saying("summary " + summaries.size());
    volatile ModelProfile profile = new ModelProfile("talking", "talker", 8_192, 1_024);

    static List<ReplyEvent> saying(String text) {
        return List.of(new ReplyEvent.Delta(PlainText.of(text)),
                new ReplyEvent.Completed(FinishReason.STOP, Optional.empty()));
    }

    static List<ReplyEvent> failing(LlmFault fault) {
        return List.of(new ReplyEvent.Failed(fault));
    }

    @Override
    public ReplyStream open(ModelCall call) {
        String told = call.prompt().instructions().value();
        List<ReplyEvent> events;
        if (told.startsWith("You name conversations")) {
            titles.add(call);
            events = title.apply(call);
        } else if (told.startsWith("You keep the memory")) {
            summaries.add(call);
            events = summary.apply(call);
        } else {
            chats.add(call);
            events = saying("yes");
        }
        Queue<ReplyEvent> left = new ArrayDeque<>(events);
        return new ReplyStream() {
            @Override
            public ReplyEvent next() {
                return left.isEmpty() ? new ReplyEvent.Cancelled() : left.remove();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public ModelProfile profile() {
        return profile;
    }
}
