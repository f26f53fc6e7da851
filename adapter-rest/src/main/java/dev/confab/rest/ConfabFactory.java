package dev.confab.rest;

import dev.confab.application.Confab;
import dev.confab.application.background.BackgroundSettings;
import dev.confab.application.chat.ChatSettings;
import dev.confab.application.document.IngestionSettings;
import dev.confab.application.health.CheckHealth;
import dev.confab.application.quota.QuotaSettings;
import dev.confab.application.run.RunSettings;
import dev.confab.domain.health.Health;
import dev.confab.domain.health.Probe;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.prompt.TokenCounter;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.SessionStore;
import dev.confab.rest.config.BackgroundKeys;
import dev.confab.rest.config.ChatKeys;
import dev.confab.rest.config.DocumentKeys;
import dev.confab.rest.config.Keys;
import dev.confab.rest.config.QuotaKeys;
import dev.confab.rest.config.RetentionKeys;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Hands the ports, whoever on the class path implements them, to the use cases. */
@Factory
final class ConfabFactory {

    @Singleton
    Confab confab(LlmGateway llm, SessionStore store, RunStore runs, SessionPorts sessions, AccountPorts account,
            Optional<TokenCounter> tokens, DocumentPorts documents, ChatSettings settings, RunSettings execution,
            IngestionSettings ingestion, QuotaPorts quotas, BackgroundPorts background, Keys keys) {
        Confab.Builder confab = Confab.with(llm)
                .store(store, runs)
                .settings(settings)
                .runs(execution)
                .ingestion(ingestion)
                .deletionsKept(RetentionKeys.deletions(keys));
        sessions.giveTo(confab);
        account.giveTo(confab);
        quotas.giveTo(confab);
        tokens.ifPresent(confab::tokens);
        documents.giveTo(confab);
        background.giveTo(confab);
        return confab.build();
    }

    @Singleton
    CheckHealth checkHealth(List<Probe> probes, LlmGateway llm, Confab confab) {
        List<Probe> all = new ArrayList<>(probes);
        all.add(new ModelProbe(llm));
        all.add(new TurnsProbe(confab));
        return CheckHealth.of(all);
    }

    @Singleton
    RunSettings runSettings(Keys keys) {
        return ChatKeys.runs(keys);
    }

    @Singleton
    BackgroundSettings backgroundSettings(Keys keys) {
        return BackgroundKeys.from(keys);
    }

    @Singleton
    IngestionSettings ingestionSettings(Keys keys) {
        return DocumentKeys.from(keys);
    }

    @Singleton
    QuotaSettings quotaSettings(Keys keys) {
        return QuotaKeys.from(keys);
    }

    @Singleton
    ChatSettings chatSettings(Keys keys) {
        return ChatKeys.from(keys);
    }

    /** The server's main brings its own; in a program that embeds this module, the keys are that program's properties. */
    @Singleton
    @Requires(missingBeans = Keys.class)
    Keys keys(Environment environment) {
        return key -> environment.getProperty(key.toLowerCase(Locale.ROOT).replace('_', '.'), String.class);
    }

    /** Whether new turns are taken: a server that is about to end wants no more of them. */
    private record TurnsProbe(Confab confab) implements Probe {

        @Override
        public String name() {
            return "turns";
        }

        @Override
        public Health check() {
            return confab.isTakingTurns() ? new Health(true, "taken")
                    : new Health(false, "stopping");
        }
    }

    /** Which model is set and whether calls to it get through; asking its provider would cost tokens and seconds. */
    private record ModelProbe(LlmGateway llm) implements Probe {

        @Override
        public String name() {
            return "model";
        }

        @Override
        public Health check() {
            ModelProfile profile = llm.profile();
            String name = profile.provider() + " " + profile.model();
            return llm.outage()
                    .map(fault -> new Health(false, name + ": " + fault.code()))
                    .orElseGet(() -> new Health(true, name));
        }
    }
}
