/** The use cases of a chat, with in-memory stand-ins for every port. */
module dev.confab.application {
    requires transitive dev.confab.domain;
    requires static org.jspecify;
}
