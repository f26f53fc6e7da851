package dev.confab.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.prompt.TokenCounter;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.RuntimeBeanDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;

/** A program that embeds this module brings ports of its own, and nothing of the core or of this module changes. */
class EmbeddingTest {

    private static final Passage PASSAGE = Passage.whole(new PassageId(UUID.randomUUID()),
            new DocumentId(UUID.randomUUID()), PlainText.of("Motors, chapter 4"),
            PlainText.of("A servo keeps an angle. It needs 12 volts."));
    private static final RankedPassage FOUND = new RankedPassage(PASSAGE, 1, 1, Optional.empty(), Optional.empty(),
            Optional.empty());

    private static UnaryOperator<ApplicationContextBuilder> with(ContextRetriever retriever) {
        return builder -> builder
                .beanDefinitions(RuntimeBeanDefinition.of(ContextRetriever.class, () -> retriever));
    }

    @Test
    void retriever_isAskedBeforeTheModelAndItsPassagesAreCited() throws Exception {
        ContextRetriever retriever = mock();
        when(retriever.retrieve(any(), any())).thenReturn(List.of(FOUND));
        LlmGateway model = mock();
        ReplyStream reply = mock();
        when(model.profile()).thenReturn(new ModelProfile("mock", "mock", 8_192, 1_024));
        when(model.profile(any())).thenCallRealMethod();
        when(model.open(any())).thenReturn(reply);
        when(reply.next()).thenReturn(new ReplyEvent.Delta(PlainText.of("It needs 12 volts. [1]")),
                new ReplyEvent.Completed(FinishReason.STOP, Optional.empty()));
        try (TestServer server = TestServer.start(model, with(retriever))) {
            JsonValue answer = server.chat("{\"message\": \"Which voltage?\"}").json();

            InOrder order = inOrder(retriever, model, reply);
            ArgumentCaptor<RetrievalQuery> query = ArgumentCaptor.captor();
            order.verify(retriever).retrieve(any(Owner.class), query.capture());
            order.verify(model).open(any());
            order.verify(reply).close();
            assertEquals("Which voltage?", query.getValue().question().value());
            assertEquals(5, query.getValue().limit());
            JsonValue citation = answer.at("citations").at(0);
            assertEquals(1, citation.at("marker").number());
            assertEquals(PASSAGE.id().toString(), citation.at("passage_id").text());
            assertEquals(PASSAGE.document().toString(), citation.at("document_id").text());
            assertEquals("Motors, chapter 4", citation.at("title").text());
            assertEquals("It needs 12 volts.", citation.at("quote").text());
        }
    }

    @Test
    void retriever_isNotAskedForASelectedText() throws Exception {
        ContextRetriever retriever = mock();
        try (TestServer server = TestServer.start(Map.of(), with(retriever))) {
            server.standIns.model.reply("Yes.");

            assertEquals(200, server.chat("{\"message\": \"Well?\", \"selected_text\": \"Yes.\"}").status());

            verify(retriever, never()).retrieve(any(), any());
        }
    }

    @Test
    void retriever_whenItFails_doesNotStopAnOpenChatButStopsAGroundedOne() throws Exception {
        ContextRetriever retriever = mock();
        when(retriever.retrieve(any(), any())).thenThrow(new RetrievalFault("the index is away", null));
        try (TestServer server = TestServer.start(Map.of(), with(retriever))) {
            server.standIns.model.reply("Without documents.");
            assertEquals(200, server.chat("{\"message\": \"Well?\"}").status());

            RawClient.Response grounded = server.chat("{\"message\": \"Well?\", \"mode\": \"grounded_rag\"}");
            assertEquals(503, grounded.status());
            assertEquals("retrieval_unavailable", grounded.json().at("code").text());
            assertTrue(grounded.json().has("session_id") && grounded.json().has("run_id"));
            assertEquals("2", grounded.header("retry-after"));
        }
    }

    @Test
    void tokens_areCountedByTheCounterThatIsThere() throws Exception {
        var counted = new AtomicInteger();
        TokenCounter counter = text -> {
            counted.incrementAndGet();
            return text.length();
        };
        try (TestServer server = TestServer.start(Map.of(), builder -> builder
                .beanDefinitions(RuntimeBeanDefinition.of(TokenCounter.class, () -> counter)))) {
            RawClient.Response response = server.chat("{\"message\": \"" + "long ".repeat(2_000) + "\"}");

            assertEquals(400, response.status());
            assertEquals("too_long", response.json().at("code").text());
            assertTrue(counted.get() > 0);
        }
    }

    @Test
    void settings_areReadFromThePropertiesOfTheProgram() throws Exception {
        try (TestServer server = TestServer
                .start(Map.of("system.prompt", "You are a pirate.", "history.messages", 0))) {
            server.standIns.model.reply("Arr.").reply("Arr!");
            String session = server.chat("{\"message\": \"Ahoy\"}").json().at("session_id").text();
            server.chat("{\"message\": \"And?\", \"session_id\": \"" + session + "\"}");

            var prompt = server.standIns.model.calls().getLast().prompt();
            assertTrue(prompt.instructions().value().startsWith("You are a pirate."));
            assertEquals(1, prompt.entries().size());
        }
    }

    @Test
    void ports_areThoseThatTheProgramBrought() {
        try (TestServer server = TestServer.start()) {
            assertSame(server.standIns.model, server.context().getBean(LlmGateway.class));
        }
    }
}
