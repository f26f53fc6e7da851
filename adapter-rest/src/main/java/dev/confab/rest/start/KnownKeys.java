package dev.confab.rest.start;

import dev.confab.rest.config.Keys;
import java.util.Optional;

/** What is set, as the process and the file say it: values are not looked at for placeholders. */
record KnownKeys(Keys keys) implements Keys {

    @Override
    public Optional<String> raw(String key) {
        return keys.raw(key);
    }
}
