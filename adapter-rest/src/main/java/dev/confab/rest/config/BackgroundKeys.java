package dev.confab.rest.config;

import dev.confab.application.background.BackgroundSettings;
import io.micronaut.context.exceptions.ConfigurationException;

/** What is done when nobody waits for it. */
public final class BackgroundKeys {

    private BackgroundKeys() {}

    /**
     * Reads what is set; without that sessions get titles and summaries, and everything is kept.
     *
     * @throws ConfigurationException if something is wrong
     */
    public static BackgroundSettings from(Keys keys) {
        return new BackgroundSettings(keys.flag("AUTO_TITLES", true), keys.flag("SUMMARIES", true),
                RetentionKeys.from(keys));
    }
}
