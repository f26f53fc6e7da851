package dev.confab.rest.page;

import dev.confab.application.chat.ChatSettings;
import dev.confab.domain.session.Metadata;
import dev.confab.rest.config.Version;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.json.RequestFields;
import io.micronaut.http.server.HttpServerConfiguration;
import jakarta.inject.Singleton;
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
        return Map.of("@VERSION@", Version.CURRENT,
                "@MAX_BODY_SIZE@", Long.toString(server.getMaxRequestSize()),
                "@MAX_DEPTH@", Integer.toString(RequestFields.DEEPEST),
                "\"@MAX_MESSAGE_LENGTH@\"", Integer.toString(settings.maxMessage()),
                "\"@MAX_SELECTED_TEXT_LENGTH@\"", Integer.toString(settings.maxSelectedText()),
                "\"@MAX_METADATA_ENTRIES@\"", Integer.toString(Metadata.MAX_ENTRIES),
                "\"@MAX_METADATA_KEY@\"", Integer.toString(Metadata.MAX_KEY),
                "\"@MAX_METADATA_VALUE@\"", Integer.toString(Metadata.MAX_VALUE),
                "\"@PROBLEM_CODES@\"", Stream.of(ProblemCode.values())
                        .map(code -> "\"" + code.code() + "\"")
                        .collect(Collectors.joining(", ", "[", "]")));
    }
}
