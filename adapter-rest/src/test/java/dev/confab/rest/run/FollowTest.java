package dev.confab.rest.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.SteeredModel;
import dev.confab.rest.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Following a run, from wherever, as often as wanted. */
@Timeout(60)
class FollowTest {

    private static final String ANSWER = "An \uD83E\uDD16 walks.";

    @Test
    void follow_fromEveryPositionWhileTheRunLives_tellsExactlyTheRest() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model)) {
            var followers = new ArrayList<EventClient>();
            try (EventClient first = EventClient.chat(server, "{\"message\": \"Hi\"}")) {
                String run = first.next("run").json().at("run_id").text();
                SteeredModel.Reply reply = model.next().say(ANSWER);
                first.text(ANSWER.length());
                for (int from = 0; from <= ANSWER.length(); from++) {
                    followers.add(EventClient.follow(server, run, "Last-Event-ID: " + from));
                    followers.add(EventClient.open(server, "GET", "/runs/" + run + "/events?after=" + from, null));
                }
                for (EventClient follower : followers) {
                    assertEquals("running", follower.next("run").json().at("status").text());
                }
                reply.say(" Still.").end();
                for (int at = 0; at < followers.size(); at++) {
                    rest(followers.get(at), ANSWER + " Still.", at / 2);
                }
                assertEquals(" Still.", first.text(7));
                first.next("done");
            } finally {
                for (EventClient follower : followers) {
                    follower.close();
                }
            }
        }
    }

    @Test
    void follow_fromEveryPositionAfterTheEnd_tellsExactlyTheRest() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.reply("An ", "\uD83E\uDD16", " walks.");
            String run = server.chat("{\"message\": \"Hi\"}").json().at("run_id").text();
            for (int from = 0; from <= ANSWER.length() + 1; from++) {
                try (EventClient client = EventClient.follow(server, run, "Last-Event-ID: " + from)) {
                    assertEquals("completed", client.next("run").json().at("status").text());
                    rest(client, ANSWER, Math.min(from, ANSWER.length()));
                }
            }
            // The header is the newer one: a browser sends it with the address it was given.
            try (EventClient client = EventClient.open(server, "GET", "/runs/" + run + "/events?after=0", null,
                    "Last-Event-ID: 5")) {
                client.next("run");
                rest(client, ANSWER, 5);
            }
        }
    }

    private static void rest(EventClient client, String whole, int from) throws IOException {
        var text = new StringBuilder();
        List<EventClient.Event> events = client.rest();
        for (EventClient.Event event : events.subList(0, events.size() - 1)) {
            assertEquals("", event.name());
            text.append(event.content());
            assertEquals(Integer.toString(from + text.length()), event.id());
        }
        assertEquals("done", events.getLast().name());
        String rest = whole.substring(from);
        // Half a pair cannot be sent; nobody who goes on from an id of ours asks for it.
        assertEquals(!rest.isEmpty() && Character.isLowSurrogate(rest.charAt(0)) ? "\uFFFD" + rest.substring(1) : rest,
                text.toString());
    }

    @Test
    void follow_ofARunWithoutStream_tellsWhatTheModelSaidBefore() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model)) {
            String run = server.chat("{\"message\": \"Hi\"}", "Prefer: respond-async").json().at("run_id").text();
            SteeredModel.Reply reply = model.next().say("Before.");
            try (EventClient one = EventClient.follow(server, run); EventClient two = EventClient.follow(server, run)) {
                one.next("run");
                two.next("run");
                assertEquals("Before.", one.text(7));
                assertEquals("Before.", two.text(7));
                one.hangUp();
                reply.say(" Behind.").end();
                assertEquals(" Behind.", two.text(8));
                two.next("done");
                assertEquals(List.of(), two.rest());
            }
        }
    }

    @Test
    void follow_ofAHugeAnswer_givesASlowReaderAllOfIt() throws Exception {
        String piece = "0123456789abcde\uD83E\uDD16";
        // More than a million bytes, and less than the longest answer.
        String answer = piece.repeat(58_000);
        try (TestServer server = TestServer.start()) {
            server.standIns.model.reply(answer);
            String run = server.chat("{\"message\": \"Hi\"}", "Prefer: respond-async").json().at("run_id").text();
            for (int time = 0; time < 2; time++) {
                try (EventClient client = EventClient.open(new RawClient(server.port(), 4_096), server, "GET",
                        "/runs/" + run + "/events", null)) {
                    client.next("run");
                    List<EventClient.Event> events = client.rest();
                    assertEquals("completed", events.getLast().json().at("status").text());
                    var text = new StringBuilder();
                    for (EventClient.Event event : events.subList(0, events.size() - 1)) {
                        text.append(event.content());
                        assertEquals(Integer.toString(text.length()), event.id());
                    }
                    assertTrue(answer.contentEquals(text), "the answer is another one");
                }
            }
        }
    }
}
