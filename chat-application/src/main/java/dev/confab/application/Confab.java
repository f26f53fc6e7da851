package dev.confab.application;

import dev.confab.application.chat.Chat;
import dev.confab.application.chat.ChatPorts;
import dev.confab.application.chat.ChatSettings;
import dev.confab.application.chat.SendMessage;
import dev.confab.application.memory.ApproximateTokenCounter;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.session.ReadSession;
import dev.confab.domain.UuidV7Source;
import dev.confab.domain.document.ContextRetriever;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.prompt.TokenCounter;
import dev.confab.domain.session.SessionStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Confab, assembled: the use cases over the ports it was given. Immutable and safe for use by several threads at once. It
 * owns nothing that has to be closed; whoever made a port closes it.
 *
 * <pre>{@code
 * Confab confab = Confab.with(gateway).store(store).build();
 * switch (confab.sendMessage().send(Owner.LOCAL, SendMessage.Command.of("What is a servo?"))) { ... }
 * }</pre>
 */
public final class Confab {

    private final SendMessage sendMessage;
    private final ReadSession readSession;

    private Confab(ChatPorts ports, ChatSettings settings) {
        this.sendMessage = Chat.sendMessage(ports, settings);
        this.readSession = ReadSession.from(ports.store());
    }

    /** Begins with the one port that has no stand-in: the model that answers. */
    public static Builder with(LlmGateway llm) {
        return new Builder(llm);
    }

    /** Sends a message and waits for the answer. */
    public SendMessage sendMessage() {
        return sendMessage;
    }

    /** Reads what is stored. */
    public ReadSession readSession() {
        return readSession;
    }

    /** Gathers ports. What is not given: sessions are kept in memory, nothing is retrieved, tokens are estimated. */
    public static final class Builder {

        private final LlmGateway llm;
        private final Clock clock = Clock.systemUTC();
        private @Nullable SessionStore store;
        private @Nullable ContextRetriever retriever;
        private TokenCounter tokens = new ApproximateTokenCounter();
        private ChatSettings settings = ChatSettings.DEFAULT;

        private Builder(LlmGateway llm) {
            this.llm = Objects.requireNonNull(llm, "llm");
        }

        /** Keeps sessions there. */
        public Builder store(SessionStore sessions) {
            this.store = Objects.requireNonNull(sessions, "sessions");
            return this;
        }

        /** Asks there for passages before the model is called. */
        public Builder retriever(ContextRetriever passages) {
            this.retriever = Objects.requireNonNull(passages, "passages");
            return this;
        }

        /** Counts tokens with it. */
        public Builder tokens(TokenCounter counter) {
            this.tokens = Objects.requireNonNull(counter, "counter");
            return this;
        }

        /** Uses these settings. */
        public Builder settings(ChatSettings other) {
            this.settings = Objects.requireNonNull(other, "other");
            return this;
        }

        /** Assembles. */
        public Confab build() {
            SessionStore sessions = store != null ? store : new InMemorySessionStore(clock);
            var ids = new UuidV7Source(clock, new SecureRandom());
            return new Confab(new ChatPorts(sessions, llm, Optional.ofNullable(retriever), tokens, ids, clock,
                    Thread::sleep), settings);
        }
    }
}
