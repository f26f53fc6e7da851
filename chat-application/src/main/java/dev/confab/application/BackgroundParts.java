package dev.confab.application;

import dev.confab.application.background.Background;
import dev.confab.application.background.BackgroundObserver;
import dev.confab.application.background.BackgroundPorts;
import dev.confab.application.background.BackgroundSettings;
import dev.confab.application.execution.Ports;
import dev.confab.application.memory.InMemoryBackgroundWork;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.InMemorySummaryStore;
import dev.confab.domain.account.OwnedData;
import dev.confab.domain.background.BackgroundWork;
import dev.confab.domain.background.Backoff;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.summary.SummaryStore;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is known of the work in the background until it is assembled. */
final class BackgroundParts {

    /** Chats come first: few calls of the model at a time are nobody's. */
    private static final int PARALLEL = 2;

    private BackgroundObserver observer = BackgroundObserver.NOBODY;
    private @Nullable BackgroundSettings settings;
    private @Nullable BackgroundWork work;
    private @Nullable SummaryStore summaries;

    void settings(BackgroundSettings other) {
        settings = Objects.requireNonNull(other, "other");
    }

    void observer(BackgroundObserver other) {
        observer = Objects.requireNonNull(other, "other");
    }

    void work(BackgroundWork other) {
        work = Objects.requireNonNull(other, "other");
    }

    void summaries(SummaryStore other) {
        summaries = Objects.requireNonNull(other, "other");
    }

    /** @param sessions where sessions are, if they are kept in memory */
    void otherwise(InstantSource clock, @Nullable InMemorySessionStore sessions) {
        if (work == null) {
            work = new InMemoryBackgroundWork(clock, Backoff.DEFAULT, PARALLEL);
        }
        if (summaries == null && sessions != null) {
            summaries = new InMemorySummaryStore(sessions);
        }
    }

    /** What of it is kept of owners. */
    Stream<OwnedData> owned() {
        return Stream.ofNullable(work);
    }

    /** Returns nothing where nobody said that anything is done: to forget what is old takes no setting of its own. */
    Optional<Background> assemble(Ports ports, Optional<SessionCatalog> catalog, int window) {
        return settings == null ? Optional.empty()
                : Optional.of(new Background(Objects.requireNonNull(work),
                        new BackgroundPorts(ports.llm(), ports.store(), catalog, Optional.ofNullable(summaries),
                                ports.tokens(), ports.ids(), observer),
                        settings, window));
    }
}
