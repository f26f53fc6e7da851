package dev.confab.rest.page;

import dev.confab.application.chat.ChatSettings;
import dev.confab.application.document.IngestionSettings;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.VersionStatus;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.Metadata;
import dev.confab.rest.chat.SendKey;
import dev.confab.rest.config.Version;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.json.RequestFields;
import dev.confab.rest.json.Word;
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

    OpenApiDocument(ChatSettings settings, IngestionSettings documents, HttpServerConfiguration server) {
        String text = Assets.text("openapi.json");
        for (Map.Entry<String, String> value : values(settings, documents, server).entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        this.asset = Asset.of(text, Asset.JSON, Asset.STRICT);
    }

    Asset asset() {
        return asset;
    }

    private static Map<String, String> values(ChatSettings settings, IngestionSettings documents,
            HttpServerConfiguration server) {
        return Map.ofEntries(Map.entry("@VERSION@", Version.CURRENT),
                Map.entry("@MAX_BODY_SIZE@", Long.toString(server.getMaxRequestBufferSize())),
                Map.entry("@DOCUMENT_MAX_BYTES@", Long.toString(documents.maxBytes())),
                number("@MAX_CHUNKS@", documents.maxChunks(), "\""),
                number("@MAX_CHUNK@", documents.maxChunk(), "\""),
                number("@MAX_DOCUMENT_IDS@", Scope.MAX_DOCUMENTS, "\""),
                number("@MAX_PASSAGES@", RetrievalQuery.MAX_LIMIT, "\""),
                number("@MAX_DEPTH@", RequestFields.DEEPEST, ""),
                number("@MAX_MESSAGE_LENGTH@", settings.maxMessage(), "\""),
                number("@MAX_SELECTED_TEXT_LENGTH@", settings.maxSelectedText(), "\""),
                number("@MAX_METADATA_ENTRIES@", Metadata.MAX_ENTRIES, "\""),
                number("@MAX_METADATA_KEY@", Metadata.MAX_KEY, "\""),
                number("@MAX_METADATA_VALUE@", Metadata.MAX_VALUE, "\""),
                number("@MAX_SEND_KEY@", SendKey.LONGEST, "\""),
                Map.entry("\"@RUN_STATUSES@\"", quoted(Stream.of(RunStatus.values()).map(Word::of))),
                Map.entry("\"@DOCUMENT_STATUSES@\"", quoted(Stream.of(VersionStatus.values()).map(Word::of))),
                Map.entry("\"@DOCUMENT_KINDS@\"", quoted(Stream.of(SourceKind.values()).map(Word::of))),
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
