package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.assistant.AssistantAdding;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.attachment.Attachment;
import dev.confab.domain.attachment.ViewBox;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.SessionMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/** Assistants that read as sentences. */
public final class AssistantFixtures {

    /** A place on a picture. */
    public static final Attachment KNEE = new Attachment.SvgPath(Optional.of(PlainText.of("left \"knee\" 🤖")),
            PlainText.of("M30 140 L40 140 L40 150 Z"), Optional.of(new ViewBox(0, -0.5, 100, 200.25)));

    /** Something with a structure, whose fields stand in an order. */
    public static final Attachment CONTEXT = new Attachment.Context(Optional.empty(),
            PlainText.of("{\"z\":1.50,\"a\":[\"ü🤖\",null]}"));

    private AssistantFixtures() {}

    /** An assistant that says something about everything. */
    public static AssistantDraft outspoken(DocumentId... documents) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("zebra", "1");
        metadata.put("a", "ünï 🤖");
        return new AssistantDraft(PlainText.of("Physio \"Ü\" 🤖"), Optional.of(PlainText.of("Knows\nknees.")),
                PlainText.of("You know knees.\nAnd nothing else. 🤖"),
                new ModelOptions(Optional.of("knee-model-2"), OptionalDouble.of(0.3), OptionalInt.of(321)),
                OptionalInt.of(3), Optional.of(Scope.of(Set.of(documents))), Optional.of(SessionMode.GROUNDED_RAG),
                Optional.of(true), new Metadata(metadata));
    }

    /** The same assistant with other instructions. */
    public static AssistantDraft saying(AssistantDraft draft, String instructions) {
        return new AssistantDraft(draft.name(), draft.description(), PlainText.of(instructions), draft.model(),
                draft.window(), draft.scope(), draft.mode(), draft.remembers(), draft.metadata());
    }

    /** The same assistant with another say about what its answers rest on. */
    public static AssistantDraft restingOn(AssistantDraft draft, Optional<SessionMode> mode, Optional<Scope> scope) {
        return new AssistantDraft(draft.name(), draft.description(), draft.instructions(), draft.model(),
                draft.window(), scope, mode, draft.remembers(), draft.metadata());
    }

    /** Makes an outspoken assistant and one that says little in each of the stores, under the same identities. */
    static List<AssistantId> two(DocumentId known, Owner owner, List<AssistantStore> stores) {
        var outspoken = new AssistantId(UUID.randomUUID());
        var silent = new AssistantId(UUID.randomUUID());
        for (AssistantStore store : stores) {
            assertInstanceOf(AssistantAdding.Added.class, store.add(owner, outspoken, outspoken(known)));
            assertInstanceOf(AssistantAdding.Added.class,
                    store.add(owner, silent, AssistantDraft.of("Quiet", "Be quiet.")));
        }
        return List.of(outspoken, silent);
    }
}
