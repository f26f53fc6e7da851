package dev.confab.application.memory;

import static dev.confab.application.memory.Simulation.require;

import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.RunStatus;
import java.util.ArrayList;
import java.util.List;

/** What must be true of one session, by the replies that its store gave. */
final class SessionFacts {

    final SessionId id;
    final List<RunFacts> unended = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();

    SessionFacts(SessionId id) {
        this.id = id;
    }

    boolean isNext(RunFacts run) {
        return !unended.isEmpty() && unended.getFirst() == run;
    }

    void grew(List<Message> added) {
        for (Message message : added) {
            require(message.seq() == messages.size() + 1L, () -> "position " + message.seq() + " is not dense");
            if (message.role() == Role.USER) {
                require(messages.stream().noneMatch(one -> one.content().equals(message.content())),
                        () -> "a message is stored twice");
            } else {
                require(message.citations().equals(SimulatedCitations.of(message.content().value(), 0)),
                        () -> "an answer is not stored with what it cites");
            }
            messages.add(message);
        }
    }

    /** The runs are executed one at a time, in the order of their asking. */
    void requireOrder() {
        for (int i = 1; i < unended.size(); i++) {
            require(unended.get(i).status == RunStatus.QUEUED, () -> "a run is executed before its turn");
        }
    }
}
