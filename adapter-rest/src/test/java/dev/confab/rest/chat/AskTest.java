package dev.confab.rest.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.SteeredModel;
import dev.confab.rest.testing.TestServer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting behind a run, asking once more, saying something else instead. */
@Timeout(60)
class AskTest {

    private static String in(String session, String fields) {
        return "{\"session_id\": \"" + session + "\", " + fields + "}";
    }

    private static List<Message> messages(TestServer server, String session) {
        return server.standIns.store.readMessages(Owner.LOCAL, new SessionId(UUID.fromString(session)), 0, 100);
    }

    private static List<String> texts(TestServer server, String session) {
        return messages(server, session).stream().map(message -> message.content().value()).toList();
    }

    @Test
    void enqueue_behindARun_isAnsweredAfterItInEachOfTheThreeWays() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model);
                EventClient first = EventClient.chat(server, "{\"message\": \"One\"}");
                RawClient third = server.connect()) {
            String session = first.next("run").json().at("session_id").text();
            SteeredModel.Reply one = model.next().say("First");
            first.text(5);
            try (EventClient second = EventClient.chat(server,
                    in(session, "\"message\": \"Two\", \"on_busy\": \"enqueue\""))) {
                assertEquals("queued", second.next("run").json().at("status").text());
                third.send(server.request("POST", "/chat",
                        in(session, "\"message\": \"Three\", \"on_busy\": \"enqueue\"")));
                await(server, session, 3);
                RawClient.Response fourth = server.chat(in(session, "\"message\": \"Four\", \"on_busy\": \"enqueue\""),
                        "Prefer: respond-async");
                assertEquals("queued", fourth.json().at("status").text());
                assertEquals(1, model.calls());

                one.end();
                assertEquals("completed", first.next("done").json().at("status").text());
                model.next().say("Second").end();
                assertEquals("Second", second.text(6));
                assertEquals("completed", second.next("done").json().at("status").text());
                model.next().say("Third").end();
                assertEquals("Third", third.read().json().at("response").text());
                model.next().say("Fourth").end();
                try (EventClient follower = EventClient.follow(server, fourth.json().at("run_id").text())) {
                    follower.next("run");
                    assertEquals("Fourth", follower.text(6));
                    assertEquals("completed", follower.next("done").json().at("status").text());
                }
            }
        }
    }

    private static void await(TestServer server, String session, int messages) throws InterruptedException {
        long giveUp = System.nanoTime() + 20_000_000_000L;
        while (messages(server, session).size() < messages) {
            assertTrue(System.nanoTime() < giveUp, "the message was not stored in time");
            Thread.sleep(5);
        }
    }

    @Test
    void regenerate_asksTheLastQuestionAgainAndTheNewAnswerCounts() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.reply("Perhaps.").reply("Certainly.").reply("Fine.");
            JsonValue first = server.chat("{\"message\": \"Sure?\"}").json();
            String session = first.at("session_id").text();

            JsonValue again = server.chat(in(session, "\"regenerate\": true, \"message\": null")).json();

            assertEquals("Certainly.", again.at("response").text());
            assertEquals(session, again.at("session_id").text());
            assertNotEquals(first.at("run_id").text(), again.at("run_id").text());
            server.chat(in(session, "\"message\": \"Thanks\""));
            List<String> sent = server.standIns.model.calls()
                    .getLast()
                    .prompt()
                    .entries()
                    .stream()
                    .map(entry -> entry.text().value())
                    .toList();
            assertTrue(sent.contains("Certainly.") && !sent.contains("Perhaps."), "the old answer was sent");
            assertEquals("Perhaps.", server.get("/runs/" + first.at("run_id").text()).json().at("response").text());
        }
    }

    @Test
    void regenerate_asAStream_tellsTheNewAnswer() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.reply("Perhaps.").reply("Certainly.");
            String session = server.chat("{\"message\": \"Sure?\"}").json().at("session_id").text();
            try (EventClient client = EventClient.chat(server, in(session, "\"regenerate\": true"))) {
                client.next("run");
                assertEquals("Certainly.", client.text(10));
                client.next("done");
            }
        }
    }

    @Test
    void edit_ofAnEarlierMessage_beginsABranchAndLeavesTheSession() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.reply("A1").reply("A2").reply("A3");
            String session = server.chat("{\"message\": \"Q1\"}").json().at("session_id").text();
            server.chat(in(session, "\"message\": \"Q2\""));
            String second = messages(server, session).get(2).id().toString();

            JsonValue edited = server
                    .chat(in(session, "\"message\": \"Q2, better\", \"edit_message_id\": \"" + second + "\""))
                    .json();

            String branch = edited.at("session_id").text();
            assertNotEquals(session, branch);
            assertEquals(List.of("Q1", "A1", "Q2", "A2"), texts(server, session));
            assertEquals(List.of("Q1", "A1", "Q2, better", "A3"), texts(server, branch));
        }
    }

    @Test
    void edit_ofAnAnswer_isNotPossible() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.reply("A1");
            JsonValue first = server.chat("{\"message\": \"Q1\"}").json();
            RawClient.Response refused = server.chat(in(first.at("session_id").text(),
                    "\"message\": \"x\", \"edit_message_id\": \"" + first.at("message_id").text() + "\""));
            assertEquals(404, refused.status());
            assertEquals(2, texts(server, first.at("session_id").text()).size());
        }
    }
}
