/** The use cases of Confab over its ports, and in-memory stand-ins for every port. It needs the domain and nothing else. */
module dev.confab.application {
    requires static transitive org.jspecify;
    requires transitive dev.confab.domain;

    exports dev.confab.application;
    exports dev.confab.application.account;
    exports dev.confab.application.assistant;
    exports dev.confab.application.background;
    exports dev.confab.application.chat;
    exports dev.confab.application.document;
    exports dev.confab.application.health;
    exports dev.confab.application.identity;
    exports dev.confab.application.memory;
    exports dev.confab.application.quota;
    exports dev.confab.application.retrieval;
    exports dev.confab.application.run;
    exports dev.confab.application.search;
    exports dev.confab.application.session;
}
