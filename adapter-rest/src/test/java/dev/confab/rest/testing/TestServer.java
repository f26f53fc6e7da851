package dev.confab.rest.testing;

import dev.confab.domain.account.AccountStore;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.summary.SummaryStore;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.RuntimeBeanDefinition;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The real server on a free port, with stand-ins behind the ports: what a program that embeds it would build. */
public final class TestServer implements AutoCloseable {

    public final StandIns standIns;
    private final ApplicationContext context;
    private final EmbeddedServer server;

    private TestServer(StandIns standIns, LlmGateway model, Map<String, Object> properties,
            UnaryOperator<ApplicationContextBuilder> more) {
        this(standIns, model, properties, builder -> more.apply(builder
                .beanDefinitions(RuntimeBeanDefinition.of(SessionStore.class, () -> standIns.store),
                        RuntimeBeanDefinition.of(RunStore.class, () -> standIns.store),
                        RuntimeBeanDefinition.of(SessionCatalog.class, () -> standIns.catalog),
                        RuntimeBeanDefinition.of(AssistantStore.class, () -> standIns.assistants),
                        RuntimeBeanDefinition.of(SessionSync.class, () -> standIns.memory),
                        RuntimeBeanDefinition.of(SessionFeed.class, () -> standIns.memory),
                        RuntimeBeanDefinition.of(MessageSearch.class, () -> standIns.memory),
                        RuntimeBeanDefinition.of(AccountStore.class, () -> standIns.account),
                        RuntimeBeanDefinition.of(QuotaStore.class, () -> standIns.quotas),
                        RuntimeBeanDefinition.of(SummaryStore.class, () -> standIns.summaries),
                        RuntimeBeanDefinition.of(DocumentStore.class, () -> standIns.documents),
                        RuntimeBeanDefinition.of(IngestionStore.class, () -> standIns.documents),
                        RuntimeBeanDefinition.of(PassageStore.class, () -> standIns.documents))),
                new AbsentModule("dev.confab.postgres"));
    }

    private TestServer(StandIns standIns, LlmGateway model, Map<String, Object> properties,
            UnaryOperator<ApplicationContextBuilder> more, AbsentModule... absent) {
        this.standIns = standIns;
        Map<String, Object> all = new HashMap<>(properties);
        all.putIfAbsent("micronaut.server.port", -1);
        // Tests count what a model is asked and what changes.
        all.putIfAbsent("auto.titles", "false");
        all.putIfAbsent("summaries", "false");
        context = more.apply(ApplicationContext.builder()
                .deduceEnvironment(false)
                // Other adapters are on the class path and would bring their own ports.
                .beanConfigurations(absent)
                // What is said so takes the place of what packages say of themselves: this one is off by a property.
                .beanConfigurations(new AbsentModule("dev.confab.openai"), new AbsentModule("dev.confab.retrieval"),
                        new AbsentModule("io.micronaut.security.endpoints.introspection"))
                .beanDefinitions(RuntimeBeanDefinition.of(LlmGateway.class, () -> model))
                .properties(all)).start();
        server = context.getBean(EmbeddedServer.class).start();
    }

    /** Starts a server with PostgreSQL behind it: the one of the folder that {@code confab.home} names. */
    public static TestServer startOnDatabase(Map<String, Object> properties) {
        var standIns = new StandIns();
        return new TestServer(standIns, standIns.model, properties, builder -> builder, new AbsentModule[0]);
    }

    public static TestServer start() {
        return start(Map.of());
    }

    public static TestServer start(Map<String, Object> properties) {
        return start(properties, builder -> builder);
    }

    /** Starts a server whose context has more in it, or other things. */
    public static TestServer start(Map<String, Object> properties, UnaryOperator<ApplicationContextBuilder> more) {
        var standIns = new StandIns();
        return new TestServer(standIns, standIns.model, properties, more);
    }

    /** Starts a server with another model behind it. */
    public static TestServer start(LlmGateway model) {
        return start(model, builder -> builder);
    }

    /** Starts a server with another model behind it, whose context has more in it. */
    public static TestServer start(LlmGateway model, UnaryOperator<ApplicationContextBuilder> more) {
        return new TestServer(new StandIns(), model, Map.of(), more);
    }

    public int port() {
        return server.getPort();
    }

    public ApplicationContext context() {
        return context;
    }

    public RawClient connect() throws IOException {
        return new RawClient(port());
    }

    /** Sends one request with a JSON body to {@code POST /chat} and reads the answer. */
    public RawClient.Response chat(String json, String... headers) throws IOException {
        return exchange("POST", "/chat", json, headers);
    }

    public RawClient.Response get(String path, String... headers) throws IOException {
        return exchange("GET", path, null, headers);
    }

    /** Sends one request and reads the answer. A body is JSON unless a header says otherwise. */
    public RawClient.Response exchange(String method, String path, @Nullable String body, String... headers)
            throws IOException {
        try (RawClient client = connect()) {
            client.send(request(method, path, body, headers));
            return method.equals("HEAD") ? client.readHead() : client.read();
        }
    }

    /** The text of a request as a well-behaved client sends it. */
    public String request(String method, String path, @Nullable String body, String... headers) {
        var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        boolean host = false;
        boolean type = false;
        for (String header : headers) {
            text.append(header).append("\r\n");
            host |= header.regionMatches(true, 0, "host:", 0, 5);
            type |= header.regionMatches(true, 0, "content-type:", 0, 13);
        }
        if (!host) {
            text.append("Host: 127.0.0.1:").append(port()).append("\r\n");
        }
        if (body != null) {
            if (!type) {
                text.append("Content-Type: application/json\r\n");
            }
            text.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
        }
        return text.append("\r\n").append(body == null ? "" : body).toString();
    }

    @Override
    public void close() {
        context.close();
    }
}
