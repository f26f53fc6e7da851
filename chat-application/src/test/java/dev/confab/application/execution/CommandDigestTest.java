package dev.confab.application.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.confab.application.chat.SendMessage.Command;
import dev.confab.domain.DocumentId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandDigestTest {

    private static final Command COMMAND = Command.of("What is a servo?");

    @Test
    void of_aCommandWithoutDocuments_isWhatItWasBeforeThereWereAny() {
        assertEquals("1812a66a3a2a66c467784c55de2c5ac2b57f2d574a0c5624359cdbea1f5cd4f2", CommandDigest.of(COMMAND));
    }

    @Test
    void of_commandsFromOtherDocuments_differ() {
        var one = new DocumentId(new UUID(0, 1));
        var two = new DocumentId(new UUID(0, 2));
        List<Command> commands = List.of(COMMAND, COMMAND.from(Set.of()), COMMAND.from(Set.of(one)),
                COMMAND.from(Set.of(two)), COMMAND.from(Set.of(one, two)));

        assertEquals(commands.size(), new HashSet<>(commands.stream().map(CommandDigest::of).toList()).size());
        assertEquals(CommandDigest.of(COMMAND.from(Set.of(one, two))),
                CommandDigest.of(COMMAND.from(Set.of(two, one))));
        assertNotEquals(CommandDigest.of(COMMAND), CommandDigest.of(COMMAND.keyed("key").from(Set.of(one))));
    }
}
