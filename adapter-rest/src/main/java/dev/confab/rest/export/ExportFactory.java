package dev.confab.rest.export;

import dev.confab.application.Confab;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.annotation.Order;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What an export of everything consists of. Who stores something else of owners adds a part. */
@Factory
final class ExportFactory {

    @Singleton
    Exports exports(Confab confab, JsonMapper json) {
        return new Exports(confab, json, InstantSource.system());
    }

    @Singleton
    @Order(1)
    ExportPart sessions(Exports exports) {
        return new SessionsPart(exports);
    }

    @Singleton
    @Order(2)
    ExportPart documents(Exports exports, Confab confab) {
        return new DocumentsPart(exports, confab.readDocuments());
    }

    @Singleton
    @Order(3)
    ExportPart assistants(Exports exports, Confab confab) {
        return new AssistantsPart(exports, confab.assistants());
    }
}
