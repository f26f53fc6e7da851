package dev.confab.rest.page;

import dev.confab.application.chat.ChatSettings;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.Metadata;
import dev.confab.rest.chat.SendKey;
import dev.confab.rest.config.Version;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.json.RequestFields;
import io.micronaut.http.server.HttpServerConfiguration;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The description of the interface, with the limits that this server has. It is written by hand: what a generator could
 * read from the code is the smaller part of it. Tests hold it against the routes and against real answers.
 */
@Singleton
final class OpenApiDocument {

    private final Asset asset;

    OpenApiDocument(ChatSettings settings, HttpServerConfiguration server) {
        String text = Assets.text("openapi.json");
        for (Map.Entry<String, String> value : values(settings, server).entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        this.asset = Asset.of(text, Asset.JSON, Asset.STRICT);
    }

    Asset asset() {
        return asset;
    }

    private static Map<String, String> values(ChatSettings settings, HttpServerConfiguration server) {
        return Map.ofEntries(Map.entry("@VERSION@", Version.CURRENT),
                Map.entry("@MAX_BODY_SIZE@", Long.toString(server.getMaxRequestSize())),
                number("@MAX_DEPTH@", RequestFields.DEEPEST, ""),
                number("@MAX_MESSAGE_LENGTH@", settings.maxMessage(), "\""),
                number("@MAX_SELECTED_TEXT_LENGTH@", settings.maxSelectedText(), "\""),
                number("@MAX_METADATA_ENTRIES@", Metadata.MAX_ENTRIES, "\""),
                number("@MAX_METADATA_KEY@", Metadata.MAX_KEY, "\""),
                number("@MAX_METADATA_VALUE@", Metadata.MAX_VALUE, "\""),
                number("@MAX_SEND_KEY@", SendKey.LONGEST, "\""),
                Map.entry("\"@RUN_STATUSES@\"", quoted(Stream.of(RunStatus.values())
                        .map(status -> status.name().toLowerCase(Locale.ROOT)))),
                Map.entry("\"@PROBLEM_CODES@\"", quoted(Stream.of(ProblemCode.values()).map(ProblemCode::code))));
    }

    /** Numbers stand in quotes in the file, which so is JSON itself. */
    private static Map.Entry<String, String> number(String name, int value, String quote) {
        return Map.entry(quote + name + quote, Integer.toString(value));
    }

    private static String quoted(Stream<String> words) {
        return words.map(word -> "\"" + word + "\"").collect(Collectors.joining(", ", "[", "]"));
    }
}
