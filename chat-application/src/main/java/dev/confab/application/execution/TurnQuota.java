package dev.confab.application.execution;

import dev.confab.application.chat.Refusal;
import dev.confab.application.chat.SendMessage.Ask;
import dev.confab.application.chat.SendMessage.Command;
import dev.confab.application.quota.Quotas;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Exceeded;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.Price;
import dev.confab.domain.quota.Reservation;
import dev.confab.domain.quota.Reserving;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.session.SessionMode;
import java.util.Optional;

/** Holds back what turns may use, and charges what they did. Where nothing is limited it does nothing at all. */
public final class TurnQuota {

    /** Nothing is limited. */
    static final TurnQuota OFF = new TurnQuota();

    private final Optional<Kept> kept;

    private record Kept(Quotas quotas, TurnRules rules, LlmGateway llm) {

        Limits limits() {
            return quotas.limits();
        }

        Price price(ModelProfile model) {
            return quotas.settings().prices().of(model.model());
        }
    }

    private TurnQuota() {
        this.kept = Optional.empty();
    }

    /** @param rules how turns are executed */
    public TurnQuota(Quotas quotas, TurnRules rules, LlmGateway llm) {
        this.kept = quotas.limits().holdsBack() ? Optional.of(new Kept(quotas, rules, llm)) : Optional.empty();
    }

    /**
     * Holds back what a turn may use that is about to be opened. What an assistant adds to it is not known yet.
     *
     * @throws StoreFault if the store fails
     */
    Optional<Refusal> open(Owner owner, RunId run, Command command) {
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        ModelProfile model = kept.get().llm().profile();
        Optional<TurnNeed> need = kept.get().limits().countsTokens()
                ? Optional.of(need(kept.get(), command, model))
                : Optional.empty();
        boolean interrupts = command.onBusy() == OnBusy.INTERRUPT && !(command.ask() instanceof Ask.Edited);
        return reserve(owner, kept.get().limits(), new Reservation(run, true,
                command.key().map(key -> new IdempotencyKey(key, CommandDigest.of(command))),
                interrupts ? command.session() : Optional.empty(),
                need.map(most -> most.at(kept.get().price(model))).orElse(Amount.NONE), kept.get().price(model)))
                .map(Refusal.UsedUp::new);
    }

    private static TurnNeed need(Kept kept, Command command, ModelProfile model) {
        PlainText question = switch (command.ask()) {
            case Ask.Said said -> said.message();
            case Ask.Edited edited -> edited.message();
            case Ask.Again again -> PlainText.EMPTY;
        };
        Attachments attachments = command.ask().attachments();
        boolean documents = command.mode().orElse(SessionMode.GROUNDED_RAG) == SessionMode.GROUNDED_RAG;
        return TurnNeed.of(kept.rules().composer(), model, question, attachments,
                Grounding.of(command.selectedText(), documents, Scope.ALL), command.session().isPresent());
    }

    /**
     * Holds back what a turn may use that is never stored.
     *
     * @throws StoreFault if the store fails
     */
    Optional<Refusal> openPassing(Owner owner, RunId run, Turn turn, Grounding grounding) {
        return kept.isEmpty() ? Optional.empty()
                : reserve(owner, kept.get().limits(), reservation(kept.get(), run, false, turn, grounding))
                        .map(Refusal.UsedUp::new);
    }

    /** Returns what a turn that is executed may use; empty for any amount. */
    Optional<TurnNeed> need(Turn turn, Grounding grounding) {
        return kept.filter(all -> all.limits().countsTokens()).map(all -> need(all, turn, grounding));
    }

    private static TurnNeed need(Kept kept, Turn turn, Grounding grounding) {
        ModelProfile model = kept.llm().profile(turn.options());
        return TurnNeed.of(kept.rules().composer(turn, model), model, turn.question().content(),
                turn.question().attachments(), grounding, !turn.window().isEmpty());
    }

    /**
     * Holds back what a turn needs that is stored already, where that may be more than was held when it was opened: it is regenerated or taken over, or
     * an assistant answers it.
     *
     * @return why it must not be executed, if it must not
     */
    Optional<Exceeded> more(Owner owner, RunId run, Turn turn, Grounding grounding) {
        if (kept.isEmpty() || !kept.get().limits().countsTokens()) {
            return Optional.empty();
        }
        try {
            return reserve(owner, kept.get().limits().forLiveRun(),
                    reservation(kept.get(), run, true, turn, grounding));
        } catch (StoreFault away) {
            // The turn is acknowledged: it goes on, and what it does use is charged all the same.
            return Optional.empty();
        }
    }

    private static Reservation reservation(Kept kept, RunId run, boolean stored, Turn turn, Grounding grounding) {
        Price price = kept.price(kept.llm().profile(turn.options()));
        Amount most = kept.limits().countsTokens() ? need(kept, turn, grounding).at(price) : Amount.NONE;
        return new Reservation(run, stored, Optional.empty(), Optional.empty(), most, price);
    }

    private Optional<Exceeded> reserve(Owner owner, Limits limits, Reservation reservation) {
        return switch (kept.orElseThrow().quotas().reserve(owner, limits, reservation)) {
            case Reserving.Reserved reserved -> Optional.empty();
            case Reserving.Known known -> Optional.empty();
            case Reserving.Refused refused -> Optional.of(refused.why());
        };
    }

    /** Holds nothing any more for a turn that was not opened after all. Does not fail: then it is forgotten a minute later. */
    void withdraw(Owner owner, RunId run) {
        settle(owner, run, Amount.NONE);
    }

    /** Charges what a turn used. Does not fail: what is stored of the run tells it as well. */
    void settle(Owner owner, RunId run, Turn turn, TurnExecution.Result result) {
        kept.ifPresent(all -> settle(owner, run,
                all.price(all.llm().profile(turn.options())).of(result.outcome().status(), result.receipt())));
    }

    /** Does the same in the background, so that nobody waits for it. */
    void settleLater(Owner owner, RunId run, Turn turn, TurnExecution.Result result) {
        if (kept.isPresent()) {
            Thread.ofVirtual().name("confab-settling").start(() -> settle(owner, run, turn, result));
        }
    }

    private void settle(Owner owner, RunId run, Amount used) {
        kept.ifPresent(all -> {
            try {
                all.quotas().settle(owner, run, used);
            } catch (StoreFault away) {
                // The next turn of this owner finds what is due.
            }
        });
    }
}
