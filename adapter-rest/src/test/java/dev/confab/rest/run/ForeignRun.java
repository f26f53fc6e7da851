package dev.confab.rest.run;

import dev.confab.application.Confab;
import dev.confab.application.chat.SendMessage;
import dev.confab.application.memory.ScriptedLlmGateway;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.SessionStore;

/** A run that belongs to nobody who calls. */
final class ForeignRun {

    private ForeignRun() {}

    static <S extends SessionStore & RunStore> RunId in(S store) {
        var confab = Confab.with(new ScriptedLlmGateway().reply("Private.")).store(store, store).build();
        var sent = confab.sendMessage().send(new Owner("somebody-else"), SendMessage.Command.of("Mine"));
        if (sent instanceof SendMessage.Result.Answered answered) {
            return answered.run().id();
        }
        throw new AssertionError("no run");
    }
}
