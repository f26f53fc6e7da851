package dev.confab.rest;

import dev.confab.application.Confab;
import dev.confab.application.background.BackgroundSettings;
import dev.confab.domain.background.BackgroundWork;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What is done in the background, and who, on the class path, keeps it until it is done. */
@Singleton
record BackgroundPorts(BackgroundSettings settings, Optional<BackgroundWork> work) {

    /** Hands them on. */
    void giveTo(Confab.Builder confab) {
        confab.background(settings).background(new BackgroundLog());
        work.ifPresent(confab::background);
    }
}
