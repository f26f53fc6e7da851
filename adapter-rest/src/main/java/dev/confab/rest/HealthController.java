package dev.confab.rest;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;

/** Says that the server is up. */
@Controller("/health")
final class HealthController {

    @Get
    Health health() {
        return new Health("healthy");
    }

    @Serdeable
    record Health(String status) {}
}
