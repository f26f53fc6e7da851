/** The rules, values and ports of Confab. It needs nothing but the Java platform. */
module dev.confab.domain {
    requires static transitive org.jspecify;

    exports dev.confab.domain;
    exports dev.confab.domain.account;
    exports dev.confab.domain.assistant;
    exports dev.confab.domain.attachment;
    exports dev.confab.domain.background;
    exports dev.confab.domain.document;
    exports dev.confab.domain.embedding;
    exports dev.confab.domain.fault;
    exports dev.confab.domain.grounding;
    exports dev.confab.domain.health;
    exports dev.confab.domain.identity;
    exports dev.confab.domain.ingestion;
    exports dev.confab.domain.llm;
    exports dev.confab.domain.message;
    exports dev.confab.domain.prompt;
    exports dev.confab.domain.quota;
    exports dev.confab.domain.retrieval;
    exports dev.confab.domain.run;
    exports dev.confab.domain.search;
    exports dev.confab.domain.session;
    exports dev.confab.domain.summary;
}
