package dev.confab.openai;

import dev.confab.openai.http.PhaseLimits;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads which model to ask out of settings by name, as they stand in an environment. A setting that is empty or blank counts
 * as not there. Every error message is one line that begins with the setting's name and does not repeat its value.
 */
public final class ModelConfiguration {

    /** The settings that are read. */
    public static final List<String> KEYS = List.of("MODEL_PROVIDER", "OPENAI_BASE_URL", "OPENAI_API_KEY",
            "GROQ_API_KEY", "GEMINI_API_KEY", "MODEL_NAME", "MODEL_CONTEXT_TOKENS", "MODEL_MAX_ANSWER_TOKENS",
            "MODEL_TEMPERATURE", "MODEL_CONNECT_TIMEOUT", "MODEL_HEADERS_TIMEOUT", "MODEL_FIRST_TOKEN_TIMEOUT",
            "MODEL_TOKEN_TIMEOUT", "MODEL_TOTAL_TIMEOUT", "MODEL_MAX_CONNECTIONS");

    private static final String OFFLINE = "offline";
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final NamedSettings settings;

    private ModelConfiguration(NamedSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns the model to ask; empty means the offline one. That is so exactly when it is asked for by name, or when no
     * key, no address and no provider is set.
     *
     * @throws IllegalArgumentException if a setting is wrong
     */
    public static Optional<ModelSettings> read(Map<String, String> settings) {
        return new ModelConfiguration(new NamedSettings(settings)).read();
    }

    private Optional<ModelSettings> read() {
        Optional<String> named = text("MODEL_PROVIDER").map(name -> name.toLowerCase(Locale.ROOT));
        Optional<URI> address = settings.address("OPENAI_BASE_URL");
        if (named.equals(Optional.of(OFFLINE))) {
            return Optional.empty();
        }
        Optional<Provider> provider = named.isPresent() ? Optional.of(provider(named.get()))
                : address.isPresent() ? Optional.of(Provider.OPENAI) : providerOfKeys();
        return provider.map(chosen -> settings(chosen, named.isPresent(), address));
    }

    private ModelSettings settings(Provider provider, boolean byName, Optional<URI> address) {
        ModelSettings base = ModelSettings.of(provider);
        if (address.isPresent()) {
            base = byName ? base.withBaseUrl(address.get())
                    : ModelSettings.at(address.get(), provider.model())
                            .withTokens(isLocal(address.get()) ? Provider.OLLAMA.contextTokens()
                                    : provider.contextTokens(), OptionalInt.empty());
        }
        Optional<ApiKey> key = key(provider, address.isPresent());
        if (key.isPresent()) {
            base = base.withKey(key.get());
        }
        base = base.withModel(text("MODEL_NAME").orElse(base.model()))
                .withLimits(limits())
                .withMaxConnections(settings.number("MODEL_MAX_CONNECTIONS", 1, 100_000)
                        .orElse(ModelSettings.DEFAULT_MAX_CONNECTIONS));
        OptionalDouble temperature = temperature();
        if (temperature.isPresent()) {
            base = base.withTemperature(temperature.getAsDouble());
        }
        int context = settings.number("MODEL_CONTEXT_TOKENS", 256, 100_000_000).orElse(base.contextTokens());
        OptionalInt answer = settings.number("MODEL_MAX_ANSWER_TOKENS", 1, 100_000_000);
        if (answer.isPresent() && answer.getAsInt() >= context) {
            throw NamedSettings.wrong("MODEL_MAX_ANSWER_TOKENS",
                    "less than the model's window of " + context + " tokens");
        }
        return base.withTokens(context, answer);
    }

    private static Provider provider(String name) {
        return Provider.named(name)
                .orElseThrow(() -> NamedSettings.wrong("MODEL_PROVIDER",
                        "one of " + Arrays.stream(Provider.values()).map(Provider::id).collect(Collectors.joining(", "))
                                + ", "
                                + OFFLINE));
    }

    /** The provider whose key is set; OpenAI's goes first, two others are a question. */
    private Optional<Provider> providerOfKeys() {
        var found = new ArrayList<Provider>();
        for (Provider provider : Provider.values()) {
            if (provider.keyName().flatMap(this::text).isPresent()) {
                found.add(provider);
            }
        }
        if (found.size() > 1 && !found.contains(Provider.OPENAI)) {
            throw new IllegalArgumentException("MODEL_PROVIDER: is needed when the keys of several providers are set");
        }
        return found.stream().findFirst();
    }

    /** A provider gets its own key; OPENAI_API_KEY goes to OpenAI and to OPENAI_BASE_URL, to nobody else. */
    private Optional<ApiKey> key(Provider provider, boolean ownAddress) {
        Optional<ApiKey> own = provider.keyName().flatMap(settings::key);
        if (own.isEmpty() && ownAddress) {
            return settings.key("OPENAI_API_KEY");
        }
        if (own.isEmpty() && provider.keyName().isPresent()) {
            throw new IllegalArgumentException(
                    provider.keyName().get() + ": is needed for MODEL_PROVIDER " + provider.id());
        }
        return own;
    }

    private static boolean isLocal(URI address) {
        String host = address.getHost();
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private PhaseLimits limits() {
        PhaseLimits standard = PhaseLimits.DEFAULT;
        return new PhaseLimits(duration("MODEL_CONNECT_TIMEOUT", standard.connect()),
                duration("MODEL_HEADERS_TIMEOUT", standard.headers()),
                duration("MODEL_FIRST_TOKEN_TIMEOUT", standard.firstToken()),
                duration("MODEL_TOKEN_TIMEOUT", standard.nextToken()),
                duration("MODEL_TOTAL_TIMEOUT", standard.total()));
    }

    private Duration duration(String name, Duration standard) {
        return settings.value(name, "a time such as 500ms, 3s or 5m, more than nothing and at most 24h",
                ModelConfiguration::duration).orElse(standard);
    }

    private static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException();
        }
        long amount = Long.parseLong(parts.group(1));
        Duration time = switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
        if (time.isZero() || time.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException();
        }
        return time;
    }

    private OptionalDouble temperature() {
        Optional<Double> number = settings.value("MODEL_TEMPERATURE", "a number from 0 to 2", text -> {
            double value = Double.parseDouble(text);
            if (!(value >= 0 && value <= 2)) {
                throw new IllegalArgumentException();
            }
            return value;
        });
        return number.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private Optional<String> text(String name) {
        return settings.text(name);
    }
}
